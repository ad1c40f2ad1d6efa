package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.FurtherArguments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An approver sees each argument of a call, or sees that there is more. */
class FurtherReadingTest {

    private static final List<String> NAMES = List.of("a", "b", "to", "iban", "a b", "0");

    private final Random random = new Random(16);

    private @Nullable Object value(int depth) {
        return switch (random.nextInt(depth > 2 ? 6 : 9)) {
            case 0 -> null;
            case 1 -> "x".repeat(random.nextInt(100) == 0 ? 2_000 : random.nextInt(20));
            case 2 -> random.nextLong();
            case 3 -> random.nextBoolean();
            case 4 -> new BigDecimal("1.5");
            case 5 -> new BigDecimal("7".repeat(random.nextInt(30) == 0 ? 1_100 : 3));
            case 6 -> {
                var list = new ArrayList<@Nullable Object>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(value(depth + 1));
                }
                yield list;
            }
            default -> object(depth + 1);
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.put(NAMES.get(random.nextInt(NAMES.size())), value(depth));
        }
        return object;
    }

    private static void names(List<String> at, @Nullable Object value, TreeSet<String> whole, TreeSet<String> all) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((name, member) -> names(Projection.append(at, name.toString()), member, whole, all));
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                names(Projection.append(at, Integer.toString(i)), list.get(i), whole, all);
            }
        } else {
            all.add(Projection.name(at));
            if (String.valueOf(value).length() <= RecordedText.MOST) {
                whole.add(Projection.name(at));
            }
        }
    }

    @Test
    void everyArgumentIsThereOnce() {
        int nothingMore = 0;
        for (int i = 0; i < 20_000; i++) {
            Map<String, @Nullable Object> args = object(0);
            var projection = new TreeMap<String, @Nullable Object>();
            var shown = new Projection(List.of(), projection);
            for (String name : args.keySet()) {
                if (random.nextInt(10) > 0) {
                    shown.add(new ArgumentPath("args", List.of(name), false), args);
                }
            }
            FurtherArguments further = FurtherReading.of(args, List.of(), projection);
            var whole = new TreeSet<String>();
            var all = new TreeSet<String>();
            args.forEach((name, value) -> names(List.of(name), value, whole, all));
            var told = new TreeSet<>(further.unread().keySet());
            told.addAll(further.digested().keySet());
            assertThat(told).as("%s beside %s", args, projection).isEqualTo(beyond(projection, whole, all));
            nothingMore += further.isEmpty() ? 1 : 0;
        }
        assertThat(nothingMore).isBetween(1_000, 19_000);
    }

    /** The arguments that the projection leaves out, and those that it shows in part. */
    private static TreeSet<String> beyond(
            TreeMap<String, @Nullable Object> projection, TreeSet<String> whole, TreeSet<String> all) {
        var beyond = new TreeSet<>(all);
        for (String name : projection.keySet()) {
            if (whole.contains(name)) {
                beyond.remove(name);
            }
        }
        return beyond;
    }
}
