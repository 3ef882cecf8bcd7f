package cn.gridwork.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringArrayResource
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId

/** The hours of the county, whatever a phone is set to. */
val COUNTY_ZONE: ZoneId = ZoneId.of("Asia/Shanghai")

fun today(now: Instant): LocalDate = now.atZone(COUNTY_ZONE).toLocalDate()

/** The hour of the day, 0 to 23. */
fun hour(now: Instant): Int = now.atZone(COUNTY_ZONE).hour

/** How long until it is this hour of the day next. */
fun untilHour(now: Instant, hour: Int): Duration {
    val local = now.atZone(COUNTY_ZONE)
    val then = local.toLocalDate().atTime(hour, 0).atZone(COUNTY_ZONE)
    return Duration.between(local, if (then.isAfter(local)) then else then.plusDays(1))
}

/** 10月8日 */
@Composable
fun day(day: LocalDate): String = stringResource(R.string.day, day.monthValue, day.dayOfMonth)

/** 10月8日 周四 */
@Composable
fun dayAndWeekday(day: LocalDate): String =
    stringResource(R.string.day_weekday, day(day), stringArrayResource(R.array.weekdays)[day.dayOfWeek.value - 1])

/** 10月8日 17:40 */
@Composable
fun moment(at: Instant): String {
    val local = at.atZone(COUNTY_ZONE)
    return stringResource(R.string.day_time, day(local.toLocalDate()), local.hour, local.minute)
}

/** How long a file is, as a person says it. */
@Composable
fun size(bytes: Long): String =
    if (bytes < 1_000_000) {
        stringResource(R.string.size_kb, (bytes / 1_000).coerceAtLeast(1).toInt())
    } else {
        stringResource(R.string.size_mb, (bytes / 1_000_000).toInt())
    }
