package dev.interlock.cli.draft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A draft of rules from the duties of tools. Who writes an object does not delete it, and who prepares one does not decide on it; what is
 * deleted, sent or decided needs a person. Each is a proposal: whether two duties conflict is for their owners to say.
 */
final class RulesDraft {

    /** The time for which an act counts against who did it. */
    private static final String WITHIN = "90d";

    /** The time for which a reading counts against what its reader sends: longer than a conversation remembers it. */
    private static final String FLOW_WITHIN = "8h";

    private final List<ToolDraft> tools;
    private final List<ProposedRule> rules = new ArrayList<>();
    private final SortedMap<String, Integer> numbers = new TreeMap<>();

    private RulesDraft(List<ToolDraft> tools) {
        this.tools = tools;
    }

    /**
     * Proposes rules.
     *
     * @param approvers the group of people who approve
     * @param approved the tools that need their approval, each as {@code server/name}; empty for those that look like it
     */
    static List<ProposedRule> of(List<ToolDraft> tools, String approvers, Optional<Set<String>> approved) {
        var draft = new RulesDraft(tools);
        SortedSet<String> types = new TreeSet<>();
        tools.forEach(tool -> types.addAll(objects(tool)));
        types.forEach(draft::separate);
        draft.flow(
                "untrusted",
                "A party that has read what strangers wrote sends nothing out in the same delegation chain");
        draft.flow("secret", "A party that has read a secret sends nothing out in the same delegation chain");
        draft.approve(
                approvers,
                tool -> approved.map(named -> named.contains(tool.server() + "/" + tool.name()))
                        .orElseGet(() -> needsApproval(tool)));
        return List.copyOf(draft.rules);
    }

    private static SortedSet<String> objects(ToolDraft tool) {
        SortedSet<String> types = new TreeSet<>(tool.on().keySet());
        types.addAll(tool.creates().keySet());
        types.addAll(tool.of().keySet());
        return types;
    }

    private void separate(String type) {
        List<ToolDraft> writes = those(type, tool -> !removes(tool) && !decides(tool));
        List<ToolDraft> removes = those(type, RulesDraft::removes);
        List<ToolDraft> decides = those(type, RulesDraft::decides);
        String noun = article(type);
        propose(type, writes, removes, "The party that writes " + noun + " does not delete it");
        boolean own = decides.stream().anyMatch(tool -> tool.type().equals(type));
        propose(
                type,
                writes,
                decides,
                own || decides.isEmpty() || decides.getFirst().type().isEmpty()
                        ? "The party that prepares " + noun + " does not decide on it"
                        : "The party that works on " + noun + " does not "
                                + decides.getFirst().verb() + " "
                                + article(decides.getFirst().type()) + " for it");
    }

    private static boolean removes(ToolDraft tool) {
        return ToolName.REMOVING.contains(tool.verb());
    }

    private static boolean decides(ToolDraft tool) {
        return ToolName.DECIDING.contains(tool.verb());
    }

    /** Returns tools that act on objects of a type. A duty that another tool carries out on none cannot be kept apart by them. */
    private List<ToolDraft> those(String type, Predicate<ToolDraft> which) {
        return tools.stream()
                .filter(tool -> !tool.reads() && !tool.anything())
                .filter(tool -> tools.stream()
                        .filter(other -> other.duty().equals(tool.duty()))
                        .allMatch(other -> objects(other).contains(type)))
                .filter(tool -> objects(tool).contains(type))
                .filter(which)
                .toList();
    }

    private void propose(String type, List<ToolDraft> first, List<ToolDraft> second, String title) {
        if (first.isEmpty() || second.isEmpty()) {
            return;
        }
        rules.add(new ProposedRule(
                number(type),
                title,
                names(first) + " against " + names(second),
                "separate: {duties: [" + duties(first) + ", " + duties(second) + "], per: " + type + ", within: "
                        + WITHIN + "}",
                first,
                second));
    }

    /** Returns whether something comes in that should not go out, and something goes out. */
    static boolean hasFlow(List<ToolDraft> tools) {
        return tools.stream().anyMatch(tool -> !tool.labels().isEmpty())
                && tools.stream().anyMatch(ToolDraft::sends);
    }

    private void flow(String label, String title) {
        List<ToolDraft> reading =
                tools.stream().filter(tool -> tool.labels().contains(label)).toList();
        List<ToolDraft> sending = tools.stream().filter(ToolDraft::sends).toList();
        if (!reading.isEmpty() && !sending.isEmpty()) {
            rules.add(new ProposedRule(
                    number("flow"),
                    title,
                    names(reading) + " against " + names(sending),
                    "separate: {marks: [label/" + label + ", sink/external], per: chain, within: " + FLOW_WITHIN + "}",
                    reading,
                    sending));
        }
    }

    private static boolean needsApproval(ToolDraft tool) {
        return !tool.reads() && !tool.anything() && (removes(tool) || decides(tool) || tool.sends());
    }

    private void approve(String approvers, Predicate<ToolDraft> needed) {
        SortedMap<String, List<ToolDraft>> by = new TreeMap<>();
        tools.stream()
                .filter(needed)
                .forEach(tool -> by.computeIfAbsent(tool.duty(), duty -> new ArrayList<>())
                        .add(tool));
        by.forEach((duty, asked) -> rules.add(new ProposedRule(
                number("approval"),
                "`" + duty + "` needs a person's approval of exactly this call",
                names(asked)
                        + (asked.stream().anyMatch(RulesDraft::removes)
                                ? " cannot be undone"
                                : asked.stream().anyMatch(RulesDraft::needsApproval)
                                        ? " takes effect outside"
                                        : ", as was asked for"),
                "require: {for: " + duty + ", approval: {by: " + approvers + ", count: 1, valid: 1h}}",
                List.of(),
                asked)));
    }

    private String number(String type) {
        return type.toUpperCase(Locale.ROOT) + "-" + String.format("%02d", numbers.merge(type, 1, Integer::sum));
    }

    private static String article(String type) {
        String words = type.replace('-', ' ');
        return ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
    }

    private static String names(List<ToolDraft> tools) {
        return tools.stream().map(tool -> "`" + tool.name() + "`").collect(Collectors.joining(", "));
    }

    private static String duties(List<ToolDraft> tools) {
        SortedSet<String> duties = new TreeSet<>();
        tools.forEach(tool -> duties.add(tool.duty()));
        return duties.size() == 1 ? duties.first() : "[" + String.join(", ", duties) + "]";
    }
}
