# Random-intercept models with Satterthwaite df: model, CPU seconds per fit, df of the last coefficient.
# Rscript mixed_models.R DATA FITS FORMULA...
suppressMessages(library(lmerTest))
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(gzfile(given[1]))
data$GHRS <- ave(data$HRS, data$GRP)
data$GLEAD <- ave(data$LEAD, data$GRP)
data$WLEAD <- data$LEAD - data$GLEAD
fits <- as.integer(given[2])
cpu <- function() sum(proc.time()[c("user.self", "sys.self")])
for (model in given[-(1:2)]) {
  fit <- function() summary(lmer(as.formula(model), data = data))$coefficients
  table <- fit()
  began <- cpu()
  for (number in seq_len(fits)) fit()
  cat(sprintf("%s\t%.6f\t%.4f\n", model, (cpu() - began) / fits, table[nrow(table), "df"]))
}
