# Makes libs/evaluation/testdata/survival.json with R's survival:
#   Rscript tests/r/survival_golden.R > libs/evaluation/testdata/survival.json
# Debian: r-base-core r-cran-survival r-cran-jsonlite.
library(survival)
library(jsonlite)

curve <- function(time, value, lower, upper) {
  list(time = I(time), value = I(value), lower = I(lower), upper = I(upper))
}

sample_of <- function(name, time, end, group) {
  out <- list(name = name, time = I(time), end = I(end), group = I(group))
  event <- factor(end, 0:2, c("censored", "event", "exit"))
  aj <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
  at <- match("event", aj$states)
  out$cif <- curve(aj$time, aj$pstate[, at], aj$lower[, at], aj$upper[, at])
  km <- survfit(Surv(time, end == 1) ~ 1, conf.type = "log-log")
  out$km <- curve(km$time, km$surv, km$lower, km$upper)
  if (length(unique(group)) > 1 && any(end == 1)) {
    test <- survdiff(Surv(time, end == 1) ~ group)
    df <- sum(test$exp > 0) - 1  # As print.survdiff does.
    out$logrank <- list(chi2 = test$chisq, df = df,
                        p = pchisq(test$chisq, df, lower.tail = FALSE))
  }
  out
}

# Delayed entry. survdiff does not know it; without ties Cox's score test is the
# log-rank test.
delayed_sample <- function(name, entry, time, end, group) {
  km <- survfit(Surv(entry, time, end) ~ 1, conf.type = "log-log")
  cox <- coxph(Surv(entry, time, end) ~ group)
  list(name = name, entry = I(entry), time = I(time), end = I(end),
       group = I(group), km = curve(km$time, km$surv, km$lower, km$upper),
       logrank = list(chi2 = cox$score, df = 2,
                      p = pchisq(cox$score, 2, lower.tail = FALSE)))
}

set.seed(20181231)
samples <- list()
for (i in 1:24) {
  n <- sample(c(2, 5, 30, 200), 1)
  time <- 1 + floor(rexp(n, 1 / 60))
  end <- sample(0:2, n, replace = TRUE, prob = c(0.3, 0.5, 0.2))
  if (i %% 6 == 0) end[] <- 0  # All censored.
  samples[[i]] <- sample_of(paste("random", i), time, end,
                            sample(c("a", "b", "c"), n, replace = TRUE))
}
samples[[25]] <- sample_of("one person", 12, 1, "a")
for (i in 1:6) {
  time <- sample(40:900, 60)
  entry <- pmin(sample(c(0, 30, 60, 90), 60, replace = TRUE), time - 1)
  samples[[length(samples) + 1]] <- delayed_sample(
    paste("delayed", i), entry, time, rbinom(60, 1, 0.7),
    rep(c("a", "b", "c"), 20))
}
cat(toJSON(samples, digits = NA, auto_unbox = TRUE, na = "null"))
