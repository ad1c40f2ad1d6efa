package dev.interlock.engine.codec;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.model.ConfigurationEntry;
import java.util.List;
import java.util.SortedMap;

/**
 * Events about the configuration of the server. An entry is a map from settings to lists of texts. Who is registered, and as what, says
 * much of people: it can be forgotten, with the digest by which a guess of it could be confirmed.
 */
final class ConfigurationCodec {

    private ConfigurationCodec() {}

    static void write(Writer out, ConfigurationRecorded event) {
        out.optionalNumber("before", event.before());
        out.number("configuration", event.configuration());
        Writer forgettable = out.forgettable();
        forgettable.entries(
                "changed", event.changed(), (to, name, entry) -> to.record(name, entry, ConfigurationCodec::write));
        forgettable.text("digest", event.digest());
        forgettable.texts("removed", event.removed());
        out.optionalNumber("reverted_to", event.revertedTo());
        event.user().ifPresent(user -> NameCodec.write(out, "user", user));
    }

    static ConfigurationRecorded read(Reader in) {
        Reader forgettable = in.forgettable();
        return new ConfigurationRecorded(
                in.number("configuration"),
                forgettable.text("digest"),
                in.optionalNumber("before"),
                in.optionalNumber("reverted_to"),
                NameCodec.readOptional(in, "user"),
                forgettable.entries("changed", ConfigurationCodec::readEntry),
                forgettable.texts("removed"));
    }

    private static void write(Writer out, ConfigurationEntry entry) {
        out.allEntries(entry.settings(), (to, name, texts) -> to.texts(name, texts));
    }

    private static ConfigurationEntry readEntry(Reader in, String name) {
        SortedMap<String, List<String>> settings = in.record(name, entry -> entry.allEntries(Reader::texts));
        if (settings.isEmpty()) {
            throw in.bad(name, "an entry has a setting");
        }
        return new ConfigurationEntry(settings);
    }
}
