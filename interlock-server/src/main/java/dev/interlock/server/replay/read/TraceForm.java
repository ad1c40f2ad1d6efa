package dev.interlock.server.replay.read;

/** The forms of trace that can be read; which one it is shows in the first bytes. */
public enum TraceForm {
    JSON_LINES,
    OTLP,
    XES;

    /** Makes a reader of the form. */
    public TraceReader reader() {
        return switch (this) {
            case JSON_LINES -> new JsonLinesReader();
            case OTLP -> new OtlpReader();
            case XES -> new XesReader();
        };
    }
}
