package dev.interlock.engine.codec;

import dev.interlock.engine.event.SchemaSeen;

/** Events about schemas: the arguments that a tool declares, as its server shows them. */
final class SchemaCodec {

    private SchemaCodec() {}

    static void writeSeen(Writer out, SchemaSeen seen) {
        out.optionalText("before", seen.before());
        out.text("digest", seen.digest());
        out.amount("further", seen.further());
        out.texts("names", seen.names());
        out.text("tool", seen.tool());
    }

    static SchemaSeen readSeen(Reader in) {
        return new SchemaSeen(
                in.text("tool"),
                in.text("digest"),
                in.texts("names"),
                in.smallAmount("further"),
                in.optionalText("before"));
    }
}
