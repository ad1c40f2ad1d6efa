package dev.interlock.provenance.label;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Provenance;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
 * @param contacts the arguments that name contacts which it registers or removes
 */
public record ToolLabels(
        Set<String> labels,
        boolean acts,
        Map<String, FieldRole> fields,
        Map<String, ArgumentRole> arguments,
        Optional<String> duty,
        boolean reads,
        boolean invites,
        ContactLabels contacts) {

    private static final String OTHERS = "*";
    /** The most keys of a path in a catalogue. */
    private static final int MOST_KEYS = 8;

    /** The labels of a tool of which nothing is known: its result is untrusted text. */
    public static final ToolLabels NONE =
            new ToolLabels(Set.of(Provenance.UNTRUSTED), false, Map.of(), Map.of(), Optional.empty(), false, false);

    /** The labels of a tool that keeps no contacts. */
    public ToolLabels(
            Set<String> labels,
            boolean acts,
            Map<String, FieldRole> fields,
            Map<String, ArgumentRole> arguments,
            Optional<String> duty,
            boolean reads,
            boolean invites) {
        this(labels, acts, fields, arguments, duty, reads, invites, ContactLabels.NONE);
    }

    public ToolLabels {
        labels = Set.copyOf(labels);
        fields = Map.copyOf(fields);
        arguments = Map.copyOf(arguments);
    }

    /** Returns whether results of the tool vouch for what they contain. */
    public boolean trusted() {
        return !acts && !labels.contains(Provenance.UNTRUSTED);
    }

    /** The labels of the same tool if nobody can tell whether it returned what is said to be its result. */
    public ToolLabels untrusted() {
        Set<String> all = new TreeSet<>(labels);
        all.add(Provenance.UNTRUSTED);
        return new ToolLabels(all, acts, fields, arguments, duty, reads, invites, contacts);
    }

    /** The labels of a text of the same server that is not a result of the tool, and has no fields. */
    public ToolLabels withoutFields() {
        return new ToolLabels(labels, acts, Map.of(), arguments, duty, reads, invites);
    }

    /** The role of a field: text, unless the catalogue says otherwise. What is inside a field has its role. */
    public FieldRole field(String path) {
        if (acts) {
            return FieldRole.TEXT;
        }
        return nearest(fields, path).orElseGet(() -> fields.getOrDefault(OTHERS, FieldRole.TEXT));
    }

    /** The role of an argument, or of the one that it is inside; empty for one that reaches nobody and is not acted on. */
    public Optional<ArgumentRole> argument(String path) {
        return nearest(arguments, path);
    }

    /** The role of a path, or of the longest beginning of it that has one. A caller chooses the path, so only so many keys are looked at. */
    private static <R> Optional<R> nearest(Map<String, R> roles, String path) {
        Optional<R> found = Optional.empty();
        int end = path.indexOf('.');
        for (int keys = 1; end >= 0 && keys <= MOST_KEYS; keys++) {
            R role = roles.get(path.substring(0, end));
            found = role == null ? found : Optional.of(role);
            end = path.indexOf('.', end + 1);
        }
        R own = roles.get(path);
        return own == null ? found : Optional.of(own);
    }
}
