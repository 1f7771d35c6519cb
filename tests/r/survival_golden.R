# Makes libs/evaluation/testdata/survival.json with R's survival:
#   Rscript tests/r/survival_golden.R > libs/evaluation/testdata/survival.json
# Debian: r-base-core r-cran-survival r-cran-jsonlite.
library(survival)
library(jsonlite)

curve <- function(fit, value, lower, upper) {
  list(time = I(fit$time), value = I(value), lower = I(lower),
       upper = I(upper))
}

km_of <- function(fit) {
  out <- curve(fit, fit$surv, fit$lower, fit$upper)
  out$at_risk <- I(fit$n.risk)
  out$events <- I(fit$n.event)
  out
}

# The first day on which a growing curve reaches a level; null: never.
first_day <- function(time, value, level) {
  reached <- which(value >= level - 1e-12)
  if (length(reached) == 0) NULL else time[reached[1]]
}

median_of <- function(fit) {
  day <- first_day(fit$time, 1 - fit$surv, 0.5)
  # quantile() takes the middle of a step that lies on the level itself.
  if (all(abs(fit$surv - 0.5) > 1e-9)) {
    theirs <- unname(quantile(fit, 0.5)$quantile)
    stopifnot(if (is.null(day)) is.na(theirs) else day == theirs)
  }
  day
}

# The log-rank test is the generalised Cochran-Mantel-Haenszel test over the
# days with an event, each a table group x event of those at risk: base R, any
# ties, any entry. Where survdiff (no delayed entry) or Cox's exact score test
# apply, they must agree.
log_rank <- function(entry, time, end, group) {
  group <- factor(group)
  days <- lapply(sort(unique(time[end == 1])), function(day) {
    at_risk <- entry < day & time >= day
    table(group[at_risk],
          factor(end[at_risk] == 1 & time[at_risk] == day, c(FALSE, TRUE)))
  })
  days <- days[vapply(days, sum, 0) > 1]
  if (length(days) == 0) return(NULL)
  total <- Reduce(`+`, days)
  kept <- rowSums(total) > 0
  if (sum(kept) < 2) return(NULL)
  tables <- array(unlist(lapply(days, function(day) day[kept, ])),
                  c(sum(kept), 2, length(days)))
  test <- try(mantelhaen.test(tables, correct = FALSE), silent = TRUE)
  if (inherits(test, "try-error") || is.na(test$statistic)) return(NULL)
  # Its time grows with the number of choices of a day.
  if (max(choose(length(time), table(time[end == 1]))) < 1e5) {
    exact <- suppressWarnings(
      coxph(Surv(entry, time, end == 1) ~ group, ties = "exact"))
    stopifnot(abs(exact$score - test$statistic) < 1e-7)
  }
  list(chi2 = unname(test$statistic), df = sum(kept) - 1,
       p = unname(test$p.value))
}

sample_of <- function(name, time, end, group) {
  out <- list(name = name, time = I(time), end = I(end), group = I(group))
  event <- factor(end, 0:2, c("censored", "event", "exit"))
  aj <- survfit(Surv(time, event) ~ 1, conf.type = "log-log")
  at <- match("event", aj$states)
  out$cif <- curve(aj, aj$pstate[, at], aj$lower[, at], aj$upper[, at])
  out$quantiles <- lapply(c(25, 50, 75, 90), function(percent) {
    first_day(aj$time, aj$pstate[, at], percent / 100)
  })
  days <- c(0, 15, 30, 60, 180)
  out$shares <- list(
    day = days, value = summary(aj, times = days, extend = TRUE)$pstate[, at])
  km <- survfit(Surv(time, end == 1) ~ 1, conf.type = "log-log")
  out$km <- km_of(km)
  out["median"] <- list(median_of(km))
  if (length(unique(group)) > 1 && any(end == 1)) {
    test <- survdiff(Surv(time, end == 1) ~ group)
    df <- sum(test$exp > 0) - 1  # As print.survdiff does.
    ours <- log_rank(rep(-1, length(time)), time, end, group)
    stopifnot(is.null(ours) || ours$df != df ||
                abs(ours$chi2 - test$chisq) < 1e-7)
    out$logrank <- list(chi2 = test$chisq, df = df,
                        p = pchisq(test$chisq, df, lower.tail = FALSE))
  }
  out
}

delayed_sample <- function(name, entry, time, end, group) {
  km <- survfit(Surv(entry, time, end) ~ 1, conf.type = "log-log")
  out <- list(name = name, entry = I(entry), time = I(time), end = I(end),
              group = I(group), km = km_of(km))
  out["median"] <- list(median_of(km))
  out$logrank <- log_rank(entry, time, end, group)
  out
}

# Time in the scheme by delay band: spells of a first day, oriented and closed
# some days later (null: not), followed for some days.
landmark_sample <- function(name, oriented, closed, followed) {
  bounds <- c(30, 60, 90)
  band <- ifelse(is.na(oriented), 4, findInterval(oriented, bounds) + 1)
  entry <- c(bounds, 90)[band]
  end <- as.integer(!is.na(closed) & closed <= followed)
  time <- ifelse(end == 1, closed, followed)
  kept <- time > entry
  bands <- lapply(1:4, function(i) {
    mine <- kept & band == i
    if (!any(mine)) return(list(units = 0, ended = 0))
    km <- survfit(Surv(entry[mine], time[mine], end[mine]) ~ 1,
                  conf.type = "log-log")
    out <- list(units = sum(mine), ended = sum(end[mine]), km = km_of(km))
    out["median"] <- list(median_of(km))
    out
  })
  list(name = name, oriented = I(oriented), closed = I(closed),
       followed = followed, before = sum(!kept), bands = bands,
       logrank = log_rank(entry[kept], time[kept], end[kept], band[kept]))
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
samples <- c(samples, list(
  sample_of("one person, waiting", 12, 0, "a"),
  sample_of("one person, gone", 12, 2, "a"),
  sample_of("everybody on one day", rep(30, 9), rep(c(1, 2, 0), 3),
            rep(c("a", "b", "c"), each = 3)),
  sample_of("the day of entry", c(0, 0, 3, 0, 5, 5), c(1, 2, 1, 0, 1, 0),
            rep(c("a", "b"), 3))))
for (i in 1:12) {  # A day in every unit's life is shared with others.
  n <- sample(c(12, 60, 200), 1)
  days <- sample(c(8, 20, 40), 1)
  time <- 30 + sample(days, n, replace = TRUE)
  end <- sample(0:2, n, replace = TRUE, prob = c(0.2, 0.6, 0.2))
  samples[[length(samples) + 1]] <- sample_of(
    paste("ties", i), time, end, sample(letters[1:(2 + i %% 3)], n, TRUE))
  entry <- pmin(sample(c(0, 30, 32, 36), n, replace = TRUE), time - 1)
  samples[[length(samples) + 1]] <- delayed_sample(
    paste("delayed, ties", i), entry, time, as.integer(end == 1),
    sample(letters[1:(2 + i %% 3)], n, TRUE))
}
# All those at risk end before the next enter.
samples[[length(samples) + 1]] <- delayed_sample(
  "risk set empties", c(0, 0, 5, 5), c(3, 3, 8, 9), c(1, 1, 1, 0),
  c("a", "b", "a", "b"))

landmarks <- lapply(1:6, function(i) {
  n <- sample(c(20, 120), 1)
  closed <- ifelse(runif(n) < 0.2, NA, 5 + floor(rexp(n, 1 / 150)))
  oriented <- sample(c(NA, 0:110), n, replace = TRUE)
  oriented[!is.na(closed) & !is.na(oriented) & oriented >= closed] <- NA
  landmark_sample(paste("landmark", i), oriented, closed, sample(c(200, 500), 1))
})
cat(toJSON(list(samples = samples, landmarks = landmarks), digits = NA,
           auto_unbox = TRUE, na = "null", null = "null"))
