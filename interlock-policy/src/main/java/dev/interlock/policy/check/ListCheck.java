package dev.interlock.policy.check;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.yaml.Place;
import java.util.SortedSet;
import java.util.TreeSet;

/** Paths through a list: a call is about the elements of one list at most, and an amount is of an element as a whole. */
final class ListCheck {

    private final Draft draft;

    ListCheck(Draft draft) {
        this.draft = draft;
    }

    void check(ToolEntry tool, Place place) {
        SortedSet<String> lists = new TreeSet<>();
        tool.mappings()
                .flatMap(mapping -> mapping.paths().filter(ArgumentPath::each))
                .forEach(path -> lists.add(path.toList().toString()));
        if (lists.size() > 1) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    place,
                    "the tool `" + tool.name() + "` is about the elements of " + lists.size() + " lists: `"
                            + String.join("`, `", lists) + "`",
                    "name objects, values and the amount by the elements of one list");
        }
        boolean unitAlone = tool.mappings()
                .flatMap(mapping -> mapping.amount().stream())
                .anyMatch(amount -> !amount.value().each() && amount.paths().anyMatch(ArgumentPath::each));
        if (unitAlone) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    place,
                    "the amount of `" + tool.name() + "` is one for all, and its unit stands in each element",
                    "take both from the elements, or neither");
        }
    }
}
