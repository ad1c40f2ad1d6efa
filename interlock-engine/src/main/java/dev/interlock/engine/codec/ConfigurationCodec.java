package dev.interlock.engine.codec;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.model.ConfigurationEntry;
import java.util.List;
import java.util.SortedMap;

/** Events about the configuration of the server. An entry is a map from settings to lists of texts. */
final class ConfigurationCodec {

    private ConfigurationCodec() {}

    static void write(Writer out, ConfigurationRecorded event) {
        out.optionalNumber("before", event.before());
        out.entries("changed", event.changed(), (to, name, entry) -> to.record(name, entry, ConfigurationCodec::write));
        out.number("configuration", event.configuration());
        out.text("digest", event.digest());
        out.texts("removed", event.removed());
        out.optionalNumber("reverted_to", event.revertedTo());
        out.optionalText("user", event.user());
    }

    static ConfigurationRecorded read(Reader in) {
        return new ConfigurationRecorded(
                in.number("configuration"),
                in.text("digest"),
                in.optionalNumber("before"),
                in.optionalNumber("reverted_to"),
                in.optionalText("user"),
                in.entries("changed", ConfigurationCodec::readEntry),
                in.texts("removed"));
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
