package dev.interlock.server.render;

import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.render.EventLine.Tone;

/** The line of an event about a tool whose server showed a schema that was not known of it. */
final class SchemaLine {

    private static final int MOST = 12;

    private SchemaLine() {}

    static EventLine of(Recorded recorded, SchemaSeen event) {
        int slash = event.tool().indexOf('/');
        boolean first = event.before().isEmpty();
        return EventLine.line(
                recorded,
                Long.toString(recorded.seq()),
                slash < 0 ? "?" : event.tool().substring(0, slash),
                first ? "schema" : "changed",
                first ? Tone.NEUTRAL : Tone.WAITING,
                Plain.of(event.tool()) + "  takes " + names(event));
    }

    private static String names(SchemaSeen event) {
        if (event.names().isEmpty()) {
            return "no arguments";
        }
        int shown = Math.min(MOST, event.names().size());
        int more = event.names().size() - shown + event.further();
        return Plain.of(String.join(", ", event.names().subList(0, shown)))
                + (more == 0 ? "" : " and " + more + " more");
    }
}
