package dev.interlock.cli.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A draft of the words in which a call reads to approvers: the tool's own name, and the values that its entry has anyway. */
final class SayDraft {

    private static final int LONGEST = 120;

    private SayDraft() {}

    /**
     * Returns the words; none for a tool whose name does not say what it does.
     *
     * @param type the object type that the tool is about; empty: none could be told
     * @param named paths of the arguments that name objects, by type
     * @param values paths of the arguments whose identity matters, by name
     */
    static Optional<String> of(
            ToolName name, String type, Map<String, String> named, Map<String, String> values, boolean amount) {
        if (name.verb().isEmpty() || name.noun().isEmpty()) {
            return Optional.empty();
        }
        String verb = name.verb().substring(0, 1).toUpperCase(Locale.ROOT)
                + name.verb().substring(1);
        List<String> others = new ArrayList<>();
        named.keySet().stream().filter(other -> !other.equals(type)).forEach(other -> others.add("{" + other + "}"));
        String text = verb + " "
                + (named.containsKey(type) ? "{" + type + "}" : name.noun().replace('-', ' '))
                + (amount ? " of {amount}" : "")
                + values.keySet().stream()
                        .findFirst()
                        .map(value -> " with {" + value + "}")
                        .orElse("")
                + (others.isEmpty() ? "" : " for " + String.join(" and ", others));
        return text.length() <= LONGEST ? Optional.of(text) : Optional.empty();
    }
}
