package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.ReadPaths;
import dev.interlock.policy.condition.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A tool of the catalogue with all that is known of its calls before one comes, so that no call finds it out again. Immutable. */
final class PreparedTool {

    private final ToolEntry entry;
    private final String name;
    private final ReadPaths reads;
    private final List<RuleCondition> rules;
    private final Map<Condition, List<ArgumentPath>> readBy = new HashMap<>();
    private final List<ArgumentPath> shown;

    /** @param all conditions of all rules */
    PreparedTool(ToolEntry entry, List<RuleCondition> all) {
        this.entry = entry;
        this.name = entry.name();
        this.reads = ToolReads.of(entry, all);
        this.rules = all.stream().filter(rule -> entry.mayCarry(rule.marks())).toList();
        entry.all().values().forEach(this::add);
        entry.anyOf().forEach(alternative -> add(alternative.when()));
        rules.forEach(rule -> add(rule.when()));
        var paths = new ArrayList<>(entry.readBack().toList());
        paths.addAll(entry.show());
        entry.contacts().forEach(paths::add);
        this.shown = List.copyOf(paths);
    }

    private void add(Condition condition) {
        readBy.put(condition, List.copyOf(ToolReads.by(condition)));
    }

    ToolEntry entry() {
        return entry;
    }

    /** {@code server/tool}. */
    String name() {
        return name;
    }

    /** The arguments that are read by name. */
    ReadPaths reads() {
        return reads;
    }

    /** The conditions of those rules that some call of the tool may concern. */
    List<RuleCondition> rules() {
        return rules;
    }

    /** The arguments that the condition of the tool or of one of its rules reads. */
    List<ArgumentPath> readBy(Condition condition) {
        return readBy.getOrDefault(condition, List.of());
    }

    /** The arguments that people see, and those that a read needs that confirms a call, beside those that the meaning of the call reads. */
    List<ArgumentPath> shown() {
        return shown;
    }
}
