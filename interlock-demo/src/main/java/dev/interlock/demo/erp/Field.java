package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An argument or a member of a result. Schemas and checks come from the same list of fields, so what is published is what is enforced.
 */
record Field(String name, Kind kind, boolean required, String description) {

    /** The kinds of values that a field may hold. */
    enum Kind {
        VENDOR("string", "V-[1-9][0-9]{0,17}", "the id of a vendor, such as V-1001"),
        INVOICE("string", "I-[1-9][0-9]{0,17}", "the id of an invoice, such as I-5001"),
        PAYMENT("string", "P-[1-9][0-9]{0,17}", "the id of a payment, such as P-9001"),
        TEXT("string", "(?s)\\S(.{0,198}\\S)?", "a text of 1 to 200 characters without leading or trailing spaces"),
        IBAN("string", "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", "an IBAN in capital letters, without spaces"),
        CURRENCY("string", "[A-Z]{3}", "a currency code of three capital letters, such as EUR"),
        AMOUNT("number", "", "a positive amount with at most two decimals"),
        ROWS("array", "", "a list of objects");

        private final String type;
        private final Pattern pattern;
        private final String expected;

        Kind(String type, String pattern, String expected) {
            this.type = type;
            this.pattern = Pattern.compile(pattern);
            this.expected = expected;
        }

        boolean accepts(JsonNode value) {
            return switch (this) {
                case VENDOR, INVOICE, PAYMENT, TEXT, IBAN, CURRENCY ->
                    value.isTextual() && pattern.matcher(value.textValue()).matches();
                case AMOUNT -> value.isNumber() && Money.isAmount(value.decimalValue());
                case ROWS -> value.isArray();
            };
        }

        ObjectNode schema() {
            ObjectNode schema = Json.object().put("type", type);
            switch (this) {
                case VENDOR, INVOICE, PAYMENT, IBAN, CURRENCY -> schema.put("pattern", "^" + pattern.pattern() + "$");
                case TEXT -> schema.put("minLength", 1).put("maxLength", 200);
                case AMOUNT -> schema.put("exclusiveMinimum", 0);
                case ROWS -> schema.putObject("items").put("type", "object");
            }
            return schema;
        }
    }

    static Field of(String name, Kind kind, String description) {
        return new Field(name, kind, true, description);
    }

    static Field optional(String name, Kind kind, String description) {
        return new Field(name, kind, false, description);
    }

    /** A JSON Schema (2020-12) of an object with these fields. */
    static ObjectNode schema(List<Field> fields, boolean closed) {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Field field : fields) {
            properties.set(field.name, field.kind.schema().put("description", field.description));
        }
        List<Field> required = fields.stream().filter(Field::required).toList();
        if (!required.isEmpty()) {
            var names = schema.putArray("required");
            required.forEach(field -> names.add(field.name()));
        }
        if (closed) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    /** Returns the first defect of these arguments in the order of the fields, if there is any. */
    static Optional<String> defect(List<Field> fields, ObjectNode arguments) {
        for (Field field : fields) {
            JsonNode value = arguments.get(field.name);
            if (value == null) {
                if (field.required) {
                    return Optional.of("argument `" + field.name + "` is missing: give " + field.kind.expected);
                }
            } else if (!field.kind.accepts(value)) {
                return Optional.of(
                        "argument `" + field.name + "` is `" + shown(value) + "`: give " + field.kind.expected);
            }
        }
        for (String name : (Iterable<String>) arguments::fieldNames) {
            if (fields.stream().noneMatch(field -> field.name.equals(name))) {
                return Optional.of("there is no argument `" + name + "`: leave it out");
            }
        }
        return Optional.empty();
    }

    private static String shown(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : Json.text(value);
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
