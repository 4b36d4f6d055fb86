// Times and spans of time as text. All times are milliseconds since 1970, shown in UTC.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** What ticks of an axis may be apart, smallest first. */
const TICKS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28].map((n) => n * DAY),
];

/** @param {number} n */
const two = (n) => String(n).padStart(2, "0");

/**
 * `09:14:32`.
 * @param {number} at
 */
export const timeOfDay = (at) => new Date(at).toISOString().slice(11, 19);

/**
 * `09:14`.
 * @param {number} at
 */
export const hourAndMinute = (at) => new Date(at).toISOString().slice(11, 16);

/**
 * `Mon 7 Jan 2030`.
 * @param {number} at
 */
export function day(at) {
  const on = new Date(at);
  const month = MONTHS[on.getUTCMonth()];
  return `${DAYS[on.getUTCDay()]} ${on.getUTCDate()} ${month} ${on.getUTCFullYear()}`;
}

/**
 * A time as it is told on the day of `now`: with its day where that is another.
 * @param {number} at
 * @param {number} now
 */
export function moment(at, now) {
  const days = Math.floor(at / DAY) - Math.floor(now / DAY);
  if (days === 0) return timeOfDay(at);
  return `${days > 0 ? "+" : "−"}${Math.abs(days)} d ${hourAndMinute(at)}`;
}

/**
 * A span on a stopwatch: `04:32`, `1:04:32`, `2 d 03 h`.
 * @param {number} span
 */
export function stopwatch(span) {
  const seconds = Math.max(0, Math.floor(span / SECOND));
  if (seconds >= DAY / SECOND) {
    return `${Math.floor(seconds / 86400)} d ${two(Math.floor((seconds % 86400) / 3600))} h`;
  }
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${two(minutes)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/**
 * A span in words: `28 s`, `2 min 5 s`, `23:55 h`, `3 d`.
 * @param {number} span
 */
export function spanOf(span) {
  const seconds = Math.round(Math.abs(span) / SECOND);
  if (span !== 0 && Math.abs(span) < SECOND) return `${Math.abs(Math.round(span))} ms`;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  return hours ? `${days} d ${hours} h` : `${days} d`;
}

/**
 * A span in its largest unit alone: `28 s`, `2 min`, `3 h`, `4 d`.
 * @param {number} span
 */
export function roughly(span) {
  const [size, unit] = /** @type {[number, string][]} */ ([
    [DAY, "d"],
    [HOUR, "h"],
    [MINUTE, "min"],
  ]).find(([one]) => span >= one) ?? [SECOND, "s"];
  return `${Math.max(0, Math.floor(span / size))} ${unit}`;
}

/**
 * `in 28 s`, `2 min ago`, `now`.
 * @param {number} at
 * @param {number} now
 */
export function fromNow(at, now) {
  if (at === now) return "now";
  return at > now ? `in ${spanOf(at - now)}` : `${spanOf(now - at)} ago`;
}

const INSTANT = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;

/**
 * What the server says, with its instants as times of the day of `now`.
 * @param {string} text
 * @param {number} now
 */
export const retold = (text, now) => text.replace(INSTANT, (at) => moment(Date.parse(at), now));

/**
 * The ticks of an axis, of which about `most` fit.
 * @param {number} from
 * @param {number} to
 * @param {number} most
 */
export function ticks(from, to, most) {
  const step = TICKS.find((one) => (to - from) / one <= most) ?? TICKS[TICKS.length - 1];
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return { step, at: found };
}

/**
 * A tick's name: as fine as the step.
 * @param {number} at
 * @param {number} step
 */
export function tickName(at, step) {
  if (step >= DAY) return day(at).slice(0, -5);
  return step >= MINUTE ? hourAndMinute(at) : timeOfDay(at);
}

/**
 * What a person typed as a time to go to: `09:30`, `9:30:15`, `2030-01-08T09:00:00Z`, `+90 s`,
 * `2 h`. A time of day that is over means tomorrow's. Null for what is none.
 * @param {string} text
 * @param {number} now
 * @returns {number | null}
 */
export function readMoment(text, now) {
  const said = text.trim();
  const span = /^\+?\s*(\d+(?:\.\d+)?)\s*(s|sec|m|min|h|d)$/i.exec(said);
  if (span) {
    const units = /** @type {Record<string, number>} */ ({
      s: SECOND,
      m: MINUTE,
      h: HOUR,
      d: DAY,
    });
    return now + Number(span[1]) * units[span[2][0].toLowerCase()];
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(said);
  if (clock) {
    const midnight = Math.floor(now / DAY) * DAY;
    const [hours, minutes, seconds] = clock.slice(1).map((one) => Number(one ?? 0));
    const at = midnight + hours * HOUR + minutes * MINUTE + seconds * SECOND;
    return at >= now ? at : at + DAY;
  }
  const whole = /^\d{4}-\d{2}-\d{2}/.test(said) ? Date.parse(said) : NaN;
  return Number.isNaN(whole) ? null : whole;
}
