package dev.interlock.provenance.label;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Provenance;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labels that the catalogue gives to the content of a tool's arguments and results. A path names a field by its keys, with a
 * dot between them; the elements of a list have the path of the list, and {@code *} stands for every other path.
 *
 * @param labels of its results; {@link Provenance#UNTRUSTED} unless the catalogue says otherwise
 * @param acts whether it changes something or reaches others: its result repeats what it was given, and vouches for nothing
 * @param fields roles of the fields of its results
 * @param arguments roles of its arguments
 * @param duty what it does, by the name of the lexicon; empty for a tool that only reads from the system behind it
 * @param reads whether it reads from a host that a destination names
 * @param invites whether it lets somebody in, or commits the person to something: a request of a linked record counts as for a high stake
 */
public record ToolLabels(
        Set<String> labels,
        boolean acts,
        Map<String, FieldRole> fields,
        Map<String, ArgumentRole> arguments,
        Optional<String> duty,
        boolean reads,
        boolean invites) {

    private static final String OTHERS = "*";

    /** The labels of a tool of which nothing is known: its result is untrusted text. */
    public static final ToolLabels NONE =
            new ToolLabels(Set.of(Provenance.UNTRUSTED), false, Map.of(), Map.of(), Optional.empty(), false, false);

    public ToolLabels {
        labels = Set.copyOf(labels);
        fields = Map.copyOf(fields);
        arguments = Map.copyOf(arguments);
    }

    /** Returns whether results of the tool vouch for what they contain. */
    public boolean trusted() {
        return !acts && !labels.contains(Provenance.UNTRUSTED);
    }

    /** The role of a field: text, unless the catalogue says otherwise. */
    public FieldRole field(String path) {
        if (acts) {
            return FieldRole.TEXT;
        }
        FieldRole role = fields.get(path);
        return role != null ? role : fields.getOrDefault(OTHERS, FieldRole.TEXT);
    }

    /** The role of an argument; empty for one that reaches nobody and is not acted on. */
    public Optional<ArgumentRole> argument(String path) {
        return Optional.ofNullable(arguments.get(path));
    }
}
