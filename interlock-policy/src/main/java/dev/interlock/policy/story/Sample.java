package dev.interlock.policy.story;

import dev.interlock.policy.catalog.AmountMapping;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Mapping;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The objects and the amount that a made-up call is about.
 *
 * @param idOf the id of the object of each type that the call names
 * @param createdIdOf the id of the object of each type that it creates
 */
record Sample(Function<String, String> idOf, Function<String, String> createdIdOf, BigDecimal amount, String unit) {

    /** The arguments in which the mappings find these objects, values and amounts. */
    Map<String, @Nullable Object> args(Iterable<Mapping> mappings) {
        Map<String, @Nullable Object> args = new LinkedHashMap<>();
        for (Mapping mapping : mappings) {
            mapping.values().forEach((name, value) -> put(args, value.path(), name + "-1"));
            mapping.amount().ifPresent(a -> {
                put(args, a.value(), amount);
                if (a.unit() instanceof AmountMapping.FromArgument from) {
                    put(args, from.path(), unit);
                }
            });
            mapping.check().forEach((type, path) -> put(args, path, idOf.apply(type)));
            mapping.of().forEach((type, path) -> put(args, path, idOf.apply(type)));
            mapping.derives().forEach((type, path) -> put(args, path, idOf.apply(type)));
            mapping.on().forEach((type, path) -> put(args, path, idOf.apply(type)));
        }
        return args;
    }

    /** The result that names the objects that the call creates. */
    Map<String, @Nullable Object> result(Iterable<Mapping> mappings) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        for (Mapping mapping : mappings) {
            mapping.creates().forEach((type, path) -> put(result, path, createdIdOf.apply(type)));
        }
        return result;
    }

    @SuppressWarnings("unchecked") // every inner map of the tree was put there by this method
    static void put(Map<String, @Nullable Object> into, ArgumentPath path, Object value) {
        Map<String, @Nullable Object> at = into;
        int last = path.steps().size() - 1;
        for (int i = 0; i <= last; i++) {
            String step = path.steps().get(i);
            boolean list = path.list() == i + 1;
            if (i == last) {
                at.put(step, list ? List.of(value) : value);
                return;
            }
            Object below = at.get(step);
            Object inner = below instanceof List<?> elements ? elements.getFirst() : below;
            if (!(inner instanceof Map<?, ?>)) {
                inner = new LinkedHashMap<String, @Nullable Object>();
                at.put(step, list ? List.of(inner) : inner);
            }
            at = (Map<String, @Nullable Object>) inner;
        }
    }
}
