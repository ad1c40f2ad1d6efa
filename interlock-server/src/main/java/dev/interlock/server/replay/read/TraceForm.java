package dev.interlock.server.replay.read;

import java.util.Optional;

/** The forms of trace that can be read; which one it is shows in the first bytes. */
public enum TraceForm {
    JSON_LINES,
    OTLP,
    XES,
    TABLE;

    /** Returns whether it is a log of events in cases, which stand in an order of their own and are merged by time. */
    public boolean isLog() {
        return this == XES || this == TABLE;
    }

    /**
     * Makes a reader of the form.
     *
     * @param cases the cases of all logs that are read together
     * @param columns the columns of tables, as far as they are known
     */
    public TraceReader reader(Cases cases, Optional<TableColumns> columns) {
        return switch (this) {
            case JSON_LINES -> new JsonLinesReader();
            case OTLP -> new OtlpReader();
            case XES -> new XesReader(cases);
            case TABLE -> new TableReader(columns, cases);
        };
    }
}
