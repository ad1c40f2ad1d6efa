package dev.interlock.policy.story;

import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds arguments for which conditions hold, by trying the literals that they mention. It finds the usual ones (equality,
 * membership, prefixes, comparison with a number, reading SQL) and gives up on the others.
 */
final class Conditions {

    private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(-?\\b\\d+(?:\\.\\d+)?\\b)");
    private static final int MOST_TRIES = 512;

    private Conditions() {}

    /** @param args completes arguments from values by path */
    static Optional<Map<String, @Nullable Object>> satisfy(
            List<Condition> all,
            Function<Map<String, Object>, Map<String, @Nullable Object>> args,
            ToolEntry tool,
            Sample sample) {
        Map<String, String> objects = new LinkedHashMap<>();
        tool.mappings()
                .forEach(m -> m.on().keySet()
                        .forEach(type -> objects.put(type, sample.idOf().apply(type))));
        List<Object> literals = literals(all);
        List<Map<String, Object>> open = new ArrayList<>(List.of(Map.of()));
        for (String path : reads(all)) {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> chosen : open) {
                for (Object literal : literals) {
                    if (longer.size() < MOST_TRIES) {
                        Map<String, Object> more = new LinkedHashMap<>(chosen);
                        more.put(path, literal);
                        longer.add(more);
                    }
                }
            }
            open = longer;
        }
        for (Map<String, Object> chosen : open) {
            Map<String, @Nullable Object> candidate = args.apply(chosen);
            if (all.stream().allMatch(when -> holds(when, tool, candidate, objects))) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean holds(
            Condition when, ToolEntry tool, Map<String, @Nullable Object> args, Map<String, String> objects) {
        return when.evaluate(new ConditionInput(tool.server(), tool.tool(), args), objects)
                        instanceof Condition.Answer answer
                && answer.value();
    }

    private static SortedSet<String> reads(List<Condition> all) {
        SortedSet<String> reads = new TreeSet<>();
        all.forEach(when -> reads.addAll(when.reads()));
        return reads;
    }

    private static List<Object> literals(List<Condition> all) {
        Set<Object> found = new LinkedHashSet<>();
        String text = all.stream().map(Condition::text).collect(Collectors.joining("\n"));
        Matcher matcher = LITERAL.matcher(text);
        while (matcher.find()) {
            if (matcher.group(3) == null) {
                found.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            } else if (matcher.group(3).contains(".")) {
                found.add(Double.parseDouble(matcher.group(3)));
            } else if (matcher.group(3).length() < 18) {
                long number = Long.parseLong(matcher.group(3));
                found.addAll(List.of(number, number + 1, number - 1));
            }
        }
        found.addAll(List.of("select 1", "other", true, false));
        return List.copyOf(found);
    }
}
