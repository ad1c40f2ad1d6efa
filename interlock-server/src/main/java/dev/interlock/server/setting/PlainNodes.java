package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.yaml.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes of any shape as plain values, as those of JSON are: String, Boolean, Long, BigDecimal, List and Map. */
public final class PlainNodes {

    private static final int LONGEST_NUMBER = 15;

    private final Diagnostics diagnostics;

    public PlainNodes(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    public Map<String, @Nullable Object> of(Node.Mapping mapping) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> map.put(entry.key().value(), value(entry.value())));
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object value(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> of(mapping);
            case Node.Sequence list -> {
                List<@Nullable Object> all = new ArrayList<>();
                list.items().forEach(item -> all.add(value(item)));
                yield Collections.unmodifiableList(all);
            }
            case Node.Scalar scalar -> scalar(scalar);
        };
    }

    private @Nullable Object scalar(Node.Scalar scalar) {
        return switch (scalar.type()) {
            case TEXT -> scalar.value();
            case BOOLEAN -> scalar.value().equals("true");
            case INTEGER, DECIMAL -> number(scalar);
            case NULL, REFUSED -> null;
        };
    }

    private @Nullable Object number(Node.Scalar scalar) {
        try {
            if (scalar.value().length() <= LONGEST_NUMBER) {
                return scalar.type() == Node.ScalarType.INTEGER
                        ? (Object) Long.valueOf(scalar.value())
                        : new BigDecimal(scalar.value());
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        diagnostics.error(
                Check.BAD_NUMBER,
                scalar.place(),
                Diagnostics.quote(scalar.value()) + " is not a plain number",
                "write at most " + LONGEST_NUMBER + " digits, or put it in quotes");
        return null;
    }
}
