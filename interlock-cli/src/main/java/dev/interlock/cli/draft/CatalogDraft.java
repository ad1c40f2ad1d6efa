package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.openapi.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A catalogue for the tools of an upstream, as it offers them now. Every entry is marked for review. */
public final class CatalogDraft {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private final String server;
    private final List<String> tiers;
    private final Marks marks;

    /** The labels and sinks that are written as marks, for rules. */
    enum Marks {
        /** None: no rule looks at them. */
        NONE,
        /** The labels of the rules that {@link RulesDraft} proposes: what is untrusted or secret, and what is sent. */
        SENT,
        /** All that are drafted. */
        ALL,
        /**
         * All, in a catalogue that is used before anyone has reviewed it: guesses that would refuse calls by their form are left out, and no
         * tool waits for an entry of its own.
         */
        UNREVIEWED
    }

    /** @param tiers names of the risk tiers, from the lowest to the strictest */
    public CatalogDraft(String server, List<String> tiers) {
        this(server, tiers, Marks.ALL);
    }

    CatalogDraft(String server, List<String> tiers, Marks marks) {
        this.server = server;
        this.tiers = List.copyOf(tiers);
        this.marks = marks;
    }

    /** The file. Stable: the same tools give the same text. */
    public String of(List<ObjectNode> tools) {
        return of(ToolDraft.all(server, tools).stream());
    }

    /** The file for an API: each operation is a tool. */
    public String ofOperations(List<Operation> operations) {
        return of(operations.stream().map(operation -> ToolDraft.of(server, operation)));
    }

    String of(Stream<ToolDraft> unsorted) {
        List<ToolDraft> drafts =
                unsorted.sorted(Comparator.comparing(ToolDraft::name)).toList();
        StringBuilder out = new StringBuilder();
        out.append("# A draft of what the tools of `" + server
                + "` do, based on their own descriptions. Nothing here is verified:\n");
        out.append("# review and correct every entry, then remove its line `# review`. `reviewed` pins "
                + "what was reviewed: when the\n");
        out.append("# upstream changes the tool, its calls are held until someone has reviewed it again.\n");
        if (drafts.stream().anyMatch(draft -> draft.say().isPresent())) {
            out.append("# `say` is how a call is shown to approvers: the tool's name and the values in the entry.\n");
        }
        out.append("server: ").append(server).append('\n');
        if (drafts.stream().anyMatch(draft -> !draft.reads())) {
            out.append("# review: the answers that prove that nothing happened; any other error leaves the outcome"
                    + " unknown. Add what you\n"
                    + "# know about this server, such as 429 if it rejects excess requests before acting on them,"
                    + " and -32601.\n");
            out.append("no-effect: [401-challenge, 404-session]\n");
        }
        out.append('\n');
        types(drafts, out);
        out.append("tools:\n");
        drafts.forEach(draft -> tool(draft, drafts, out));
        return out.toString();
    }

    private void types(List<ToolDraft> drafts, StringBuilder out) {
        var types = new TreeMap<String, SortedSet<String>>();
        var ids = new TreeMap<String, String>();
        drafts.forEach(draft -> draft.ids().forEach((type, form) -> ids.merge(type, form, IdDraft::joined)));
        for (ToolDraft draft : drafts) {
            draft.on().keySet().forEach(type -> types.computeIfAbsent(type, t -> new TreeSet<>()));
            draft.of().keySet().forEach(type -> types.computeIfAbsent(type, t -> new TreeSet<>()));
            for (String created : draft.creates().keySet()) {
                types.computeIfAbsent(created, t -> new TreeSet<>())
                        .addAll(draft.of().keySet());
            }
        }
        if (types.isEmpty()) {
            return;
        }
        if (marks == Marks.UNREVIEWED) {
            types.replaceAll((type, of) -> new TreeSet<>());
            ids.replaceAll((type, form) -> IdDraft.ofSchema(form));
        }
        out.append("# review: what ids look like, and what belongs to what\nobjects:\n");
        types.forEach((type, of) -> out.append("  ")
                .append(type)
                .append(": ")
                .append(definition(ids.get(type), of))
                .append('\n'));
        out.append('\n');
    }

    /** @param id null where no argument names such an object */
    private static String definition(@Nullable String id, SortedSet<String> of) {
        var parts = new ArrayList<String>();
        if (id != null) {
            parts.add("id: " + id);
        }
        if (!of.isEmpty()) {
            parts.add(of.stream().map(type -> type + ": one").collect(Collectors.joining(", ", "of: {", "}")));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private void tool(ToolDraft draft, List<ToolDraft> all, StringBuilder out) {
        List<String> doubts = new ArrayList<>(draft.doubts());
        if (draft.anything() && marks != Marks.UNREVIEWED) {
            doubts.add("it can do anything: permit what you know with `any-of`; everything else is held");
        }
        out.append("  # review: ").append(draft.description().isEmpty() ? "(it says nothing)" : draft.description());
        out.append('\n');
        doubts.forEach(doubt -> out.append("  # review: ").append(doubt).append('\n'));
        out.append("  ").append(key(draft.name())).append(":\n");
        line(out, "duty", draft.duty());
        draft.say().ifPresent(say -> line(out, "say", say));
        boolean reviewed = marks != Marks.UNREVIEWED;
        line(out, "on", mapping(reviewed ? draft.on() : draft.objects()));
        if (reviewed) {
            line(out, "creates", mapping(draft.creates()));
            line(out, "of", mapping(draft.of()));
        }
        if (draft.unplaced() && reviewed) {
            out.append("    # review: nothing states where its result has the id of the new `")
                    .append(draft.type())
                    .append("`\n");
            out.append("    # creates: {")
                    .append(draft.type())
                    .append(": result.")
                    .append(ToolDraft.named(draft.output().path("properties"), draft.type()))
                    .append("}\n");
        }
        draft.amount().ifPresent(amount -> line(out, "amount", amount));
        line(out, "values", mapping(draft.values()));
        ContentDraft drafted = ContentDraft.of(draft, ContentDraft.isBrowser(all));
        ContentDraft content = reviewed ? drafted : drafted.withoutInstruction();
        marks(draft, content, out);
        if (!content.lines().isEmpty()) {
            out.append("    content:\n");
            content.lines().forEach(line -> out.append("      ").append(line).append('\n'));
        }
        if (draft.anything() && reviewed) {
            line(out, "any-of", "[]");
            line(out, "otherwise", "everything");
        }
        if (draft.reads()) {
            line(out, "effect", "read");
        }
        line(out, "risk", tier(draft));
        line(out, "reviewed", draft.reviewed());
        if (!reviewed) {
            return;
        }
        ArgumentsDraft arguments = ArgumentsDraft.of(draft);
        arguments.known().ifPresent(known -> line(out, "arguments", known));
        Stream.concat(arguments.comment().stream(), ConfirmDraft.of(draft, all).stream())
                .forEach(comment -> out.append("    # ").append(comment).append('\n'));
    }

    /** Writes what comes in and what goes out, as far as rules look at it. */
    private void marks(ToolDraft draft, ContentDraft content, StringBuilder out) {
        switch (marks) {
            case NONE -> {}
            case SENT -> {
                line(out, "sink", draft.sends() ? "external" : "");
                line(out, "labels", list(draft.labels()));
            }
            case ALL, UNREVIEWED -> {
                line(out, "sink", reasoned(content.sinks()));
                line(out, "labels", reasoned(content.labels()));
            }
        }
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "" : "[" + String.join(", ", names) + "]";
    }

    /** The names, with the reason of each. */
    private static String reasoned(Map<String, String> reasons) {
        List<String> names = List.copyOf(reasons.keySet());
        return names.isEmpty()
                ? ""
                : (names.size() == 1 ? names.getFirst() : list(names)) + "  # " + String.join("; ", reasons.values());
    }

    private static String mapping(Map<String, String> paths) {
        return paths.isEmpty()
                ? ""
                : paths.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + path(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /** A bracket would begin a list of YAML. */
    private static String path(String path) {
        return path.contains("[") ? "'" + path + "'" : path;
    }

    private static void line(StringBuilder out, String key, String value) {
        if (!value.isEmpty()) {
            out.append("    ").append(key).append(": ").append(value).append('\n');
        }
    }

    /** The lowest for what only reads, the strictest for what sends, destroys, decides, or can do anything; else one in between. */
    String tier(ToolDraft draft) {
        if (draft.reads()) {
            return tiers.getFirst();
        }
        return isCritical(draft) ? tiers.getLast() : tiers.get(tiers.size() / 2);
    }

    static boolean isCritical(ToolDraft draft) {
        return draft.sends()
                || draft.destroys()
                || draft.anything()
                || !draft.reads() && ToolName.DECIDING.contains(draft.verb());
    }

    /**
     * Returns the name as a key: plain if it can be, else in quotes, with escapes for whatever a terminal would obey or a reader would
     * not see.
     */
    private static String key(String name) {
        if (PLAIN.matcher(name).matches()) {
            return name;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : name.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
