package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.yaml.Place;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Checks paths through a list: a call is about the elements of one list at most, and an amount is of an element as a whole. Objects
 * that a result names by the elements of its list are created by those of the list in the arguments.
 */
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
                    "the tool `" + tool.name() + "` refers to the elements of " + lists.size() + " lists: `"
                            + String.join("`, `", lists) + "`",
                    "take objects, values and the amount from the elements of one list");
        }
        boolean ofNoList = tool.mappings()
                .filter(mapping -> mapping.list().or(tool.base()::list).isEmpty())
                .flatMap(mapping -> mapping.creates().values().stream())
                .anyMatch(ArgumentPath::each);
        if (ofNoList) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    place,
                    "the result of `" + tool.name()
                            + "` names an object for each element of a list, but no list in the arguments is named",
                    "name the call's objects by the elements of that list, such as `of: {vendor:"
                            + " args.payments[*].vendor_id}`");
        }
        long ofOne = tool
                .mappings()
                .flatMap(mapping -> mapping.creates().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(each -> each.getValue().each(), Collectors.toSet())))
                .values()
                .stream()
                .filter(ways -> ways.size() > 1)
                .count();
        if (ofOne > 0) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    place,
                    "`" + tool.name()
                            + "` creates one object of a type for each element in one entry, but one for all elements"
                            + " in another",
                    "make both entries take it from the elements, or neither");
        }
        boolean unitAlone = tool.mappings()
                .flatMap(mapping -> mapping.amount().stream())
                .anyMatch(amount -> !amount.value().each() && amount.paths().anyMatch(ArgumentPath::each));
        if (unitAlone) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    place,
                    "the amount of `" + tool.name() + "` is one for all elements, but each element has its own unit",
                    "take both from the elements, or neither");
        }
    }
}
