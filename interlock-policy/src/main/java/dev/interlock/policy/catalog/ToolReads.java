package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.ReadPaths;
import dev.interlock.policy.condition.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The arguments of a tool that are read by name: by its entry, by rules, and by people to whom they are shown. */
public final class ToolReads {

    private ToolReads() {}

    /** @param rules conditions of all rules; those that may concern the tool count */
    public static ReadPaths of(ToolEntry entry, List<RuleCondition> rules) {
        List<ArgumentPath> paths = new ArrayList<>();
        entry.mappings().flatMap(ToolReads::mapped).forEach(paths::add);
        entry.anyOf().forEach(alternative -> paths.addAll(by(alternative.when())));
        entry.all().values().forEach(when -> paths.addAll(by(when)));
        for (ResultCheck check : entry.inspect()) {
            if (check.finds() instanceof ResultCheck.When when) {
                paths.addAll(by(when.condition()));
            }
        }
        entry.partial()
                .ifPresent(partial ->
                        partial.conditions().forEach(condition -> paths.addAll(byElement(condition, entry))));
        entry.confirm().ifPresent(confirm -> paths.addAll(confirm.with().values()));
        for (RuleCondition rule : rules) {
            if (entry.mayCarry(rule.marks())
                    || entry.found()
                            .filter(found -> found.marks().stream().anyMatch(rule.marks()::contains))
                            .isPresent()) {
                paths.addAll(by(rule.when()));
            }
        }
        // An argument hidden under one name must not come in clear under another, and people must see what is read.
        paths.addAll(entry.secret());
        paths.addAll(entry.show());
        entry.contacts().forEach(paths::add);
        return ReadPaths.of(paths.stream()
                .filter(path -> path.root().equals(ArgumentPath.ARGS))
                .map(ArgumentPath::steps)
                .toList());
    }

    /** The arguments that are recorded in clear of a call, whatever rules there are: what its entry reads, and what people see. */
    public static List<ArgumentPath> recorded(ToolEntry entry) {
        List<ArgumentPath> paths = new ArrayList<>();
        entry.mappings().flatMap(ToolReads::mapped).forEach(paths::add);
        entry.anyOf().forEach(alternative -> paths.addAll(by(alternative.when())));
        entry.all().values().forEach(when -> paths.addAll(by(when)));
        entry.readBack().forEach(paths::add);
        paths.addAll(entry.show());
        entry.contacts().forEach(paths::add);
        return paths;
    }

    /** The arguments that a condition reads. */
    static List<ArgumentPath> by(Condition condition) {
        List<ArgumentPath> paths = new ArrayList<>();
        for (String read : condition.reads()) {
            ArgumentPath.parse(read).ifPresent(paths::add);
        }
        return paths;
    }

    /** The arguments that a condition about an element of a list reads. */
    private static List<ArgumentPath> byElement(Condition condition, ToolEntry entry) {
        List<ArgumentPath> paths = by(condition);
        entry.mappings()
                .flatMap(mapping -> mapping.list().stream())
                .distinct()
                .forEach(list -> condition.readsOfElement().stream()
                        .flatMap(read -> list.below(read.substring("element".length())).stream())
                        .forEach(paths::add));
        return paths;
    }

    private static Stream<ArgumentPath> mapped(Mapping m) {
        return Stream.of(
                        Stream.of(m.on(), m.of(), m.derives(), m.check()).flatMap(part -> part.values().stream()),
                        m.values().values().stream().map(ValueMapping::path),
                        m.amount().stream().flatMap(AmountMapping::paths))
                .flatMap(each -> each);
    }
}
