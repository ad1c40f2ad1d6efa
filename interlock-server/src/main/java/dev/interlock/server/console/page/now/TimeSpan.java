package dev.interlock.server.console.page.now;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How far somebody looks back. */
enum TimeSpan {
    TEN_SECONDS("10s", "10 s", Duration.ofSeconds(10)),
    MINUTE("1m", "1 min", Duration.ofMinutes(1)),
    QUARTER("15m", "15 min", Duration.ofMinutes(15)),
    FOUR_HOURS("4h", "4 h", Duration.ofHours(4));

    private final String key;
    private final String label;
    private final Duration length;

    TimeSpan(String key, String label, Duration length) {
        this.key = key;
        this.label = label;
        this.length = length;
    }

    Duration length() {
        return length;
    }

    /** The one of this key; a quarter of an hour where there is none. */
    static TimeSpan of(String key) {
        return Arrays.stream(values())
                .filter(span -> span.key.equals(key))
                .findFirst()
                .orElse(QUARTER);
    }

    static List<NowModel.Span> links(TimeSpan current) {
        return Arrays.stream(values())
                .map(span -> new NowModel.Span(span.label, "/console?span=" + span.key, span == current))
                .toList();
    }
}
