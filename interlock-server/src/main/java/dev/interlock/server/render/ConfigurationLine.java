package dev.interlock.server.render;

import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.server.render.EventLine.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The line of an event about the configuration of the server, and what one entry of it says. */
public final class ConfigurationLine {

    private static final int MOST = 12;

    /** The settings that say how a party proves who it is, on which no rule looks. */
    private static final Set<String> PROOFS = Set.of("identity", "tokens");

    private ConfigurationLine() {}

    static EventLine of(Recorded recorded, ConfigurationRecorded event) {
        boolean reverted = event.revertedTo().isPresent();
        return EventLine.line(
                recorded,
                Long.toString(recorded.seq()),
                event.user().orElse("?"),
                reverted ? "reverted" : "configured",
                reverted ? Tone.BAD : Tone.NEUTRAL,
                what(event));
    }

    /** The settings that decisions read, in one line for people: {@code owner finance; root; groups approvers, administrators}. */
    static String words(ConfigurationEntry entry) {
        String words = entry.settings().entrySet().stream()
                .filter(setting -> !PROOFS.contains(setting.getKey()))
                .map(setting -> Plain.of(setting.getKey() + " " + String.join(", ", setting.getValue())))
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? "nothing is registered" : words;
    }

    /** The lines of a record: each entry with all that it says. */
    public static List<String> lines(ConfigurationRecorded event) {
        var lines = new ArrayList<String>();
        event.changed().forEach((name, entry) -> {
            lines.add(Plain.of(name));
            entry.settings()
                    .forEach((setting, texts) -> lines.add("  " + Plain.of(setting + ": " + String.join(", ", texts))));
        });
        event.removed().forEach(name -> lines.add("removed " + Plain.of(name)));
        lines.add(Plain.of(event.digest()));
        return lines;
    }

    private static String what(ConfigurationRecorded event) {
        String names = names("", List.copyOf(event.changed().keySet()));
        String gone = names("removed ", event.removed());
        return names
                + (names.isEmpty() || gone.isEmpty() ? "" : ", ")
                + gone
                + (event.revertedTo().isPresent()
                        ? ", as in entry " + event.revertedTo().getAsLong()
                        : "");
    }

    private static String names(String before, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        List<String> first = names.subList(0, Math.min(MOST, names.size()));
        int further = names.size() - first.size();
        return before + Plain.of(String.join(", ", first)) + (further == 0 ? "" : " and " + further + " more");
    }
}
