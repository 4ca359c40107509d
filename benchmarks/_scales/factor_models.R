# The same models in lavaan; prints a line of seconds per case. Rscript factor_models.R FOLDER REPEATS
given <- commandArgs(TRUE)
suppressMessages(library(lavaan))
pupils <- read.csv(file.path(given[1], "holzinger.csv"))
people <- read.csv(file.path(given[1], "pgis_simulated.csv"), na.strings = c("", "NA"))
ordered <- read.csv(file.path(given[1], "bfi.csv"), na.strings = c("", "NA"))[1:1500, c(paste0("A", 1:5), paste0("N", 1:5))]
two <- "A =~ A1 + A2 + A3 + A4 + A5\n N =~ N1 + N2 + N3 + N4 + N5"
three <- "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9"
hierarchy <- paste(
  "membership =~ gm1 + gm2 + gm3 + gm4\n affection =~ ga1 + ga2 + ga3 + ga4",
  "room =~ ra1 + ra2 + ra3 + ra4\n value =~ va1 + va2 + va3 + va4",
  "belonging =~ b*membership + b*affection\n authenticity =~ a*room + a*value\n belonging ~~ authenticity", sep = "\n")
equal <- list("", "loadings", c("loadings", "intercepts"), c("loadings", "intercepts", "residuals"))
sequence <- function(estimator) for (q in equal) fitMeasures(cfa(three, pupils, group = "school", group.equal = q, estimator = estimator))
cases <- list(
  "invariance, four models, ML" = function() sequence("ML"),
  "invariance, four models, MLR" = function() sequence("MLR"),
  "16 items, hierarchy, FIML and MLR" = function() fitMeasures(cfa(hierarchy, people, std.lv = TRUE, missing = "fiml", estimator = "MLR")),
  "10 ordered items, WLSMV" = function() fitMeasures(cfa(two, ordered, ordered = names(ordered), estimator = "WLSMV"))
)
for (name in names(cases)) {
  cases[[name]]()  # once for what is compiled on first use
  for (turn in seq_len(as.integer(given[2]))) cat(name, system.time(cases[[name]]())[["elapsed"]], sep = "\t", fill = TRUE)
}
