package dev.interlock.server.replay.read;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/** Times as traces write them: ISO 8601 with or without an offset (then UTC). */
final class Times {

    /** The end of the year 9999: later times are mistakes, such as nanoseconds for milliseconds. */
    static final long LATEST_MILLIS = 253_402_300_799_999L;

    private Times() {}

    /** Milliseconds since 1970; empty if the text is no time. */
    static OptionalLong parse(String text) {
        long quick = quick(text);
        if (quick >= 0) {
            return OptionalLong.of(quick);
        }
        try {
            return bounded(OffsetDateTime.parse(text).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            try {
                return bounded(
                        LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli());
            } catch (DateTimeException | ArithmeticException again) {
                return OptionalLong.empty();
            }
        }
    }

    /** The number of characters of a date and a clock with its seconds. */
    private static final int SECONDS = 19;
    /** The number of characters of an offset such as {@code +02:00}. */
    private static final int OFFSET = 6;
    /** The number of characters before an offset can begin: those of a date and of hours and minutes. */
    private static final int BEFORE_OFFSET = 16;

    /** Returns whether a text that is a time says how far its clock is from UTC. */
    static boolean hasOffset(String text) {
        char last = text.charAt(text.length() - 1);
        return last == 'Z'
                || last == 'z'
                || text.indexOf('+', BEFORE_OFFSET) > 0
                || text.indexOf('-', BEFORE_OFFSET) > 0;
    }

    /** A number of milliseconds, if it can be a time. */
    static OptionalLong bounded(long millis) {
        return millis >= 0 && millis <= LATEST_MILLIS ? OptionalLong.of(millis) : OptionalLong.empty();
    }

    /**
     * Reads {@code 2026-03-02T09:00:00Z} with up to three digits of a second and any offset, which is what most lines have, without a
     * formatter.
     */
    private static long quick(String text) {
        int zone = text.endsWith("Z") ? text.length() - 1 : text.length() - OFFSET;
        long local = zone < SECONDS ? -1 : local(text, zone);
        return local < 0 || zone == text.length() - 1 ? local : withOffset(local, text, zone);
    }

    /** The time before 1970, or in an offset that no place has, is left to the formatter. */
    private static long withOffset(long local, String text, int zone) {
        char sign = text.charAt(zone);
        int hours = digits(text, zone + 1, zone + 3);
        int minutes = digits(text, zone + 4, text.length());
        if ((sign != '+' && sign != '-')
                || text.charAt(zone + 3) != ':'
                || hours < 0
                || hours > 17
                || minutes < 0
                || minutes > 59) {
            return -1;
        }
        long offset = (hours * 60L + minutes) * 60_000L;
        return sign == '+' ? local - offset : local + offset;
    }

    /** Reads date and clock, up to where the offset begins. */
    private static long local(String text, int length) {
        if (length > SECONDS + 4
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':'
                || (length > SECONDS && text.charAt(SECONDS) != '.')
                || length == SECONDS + 1) {
            return -1;
        }
        int year = digits(text, 0, 4);
        int month = digits(text, 5, 7);
        int day = digits(text, 8, 10);
        int hour = digits(text, 11, 13);
        int minute = digits(text, 14, 16);
        int second = digits(text, 17, 19);
        int fraction = length == SECONDS ? 0 : digits(text, SECONDS + 1, length);
        if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
            return -1; // the last days of a month are for those who know the calendar
        }
        if (hour < 0 || minute < 0 || second < 0 || fraction < 0) {
            return -1;
        }
        for (int given = length - SECONDS - 1; given > 0 && given < 3; given++) {
            fraction *= 10;
        }
        long days = daysFromCivil(year, month, day);
        return ((days * 24 + hour) * 60 + minute) * 60_000L + second * 1000L + fraction;
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Days since 1970 in the Gregorian calendar, for years from 1970: the year begins in March, so that leap days end it. */
    private static long daysFromCivil(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int monthFromMarch = (month + 9) % 12;
        int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
        return 365L * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
    }
}
