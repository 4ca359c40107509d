"""Section retention and promotion: who comes, who moves up, who leaves."""
