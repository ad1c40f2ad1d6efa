package dev.interlock.e2e.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the part of PromQL that the files use, strictly: what it does not know is an error, also where Prometheus would take it. The
 * grammar is that of Prometheus 3: binary operators by precedence, aggregations with {@code by} or {@code without}, functions by name and
 * number of arguments, selectors with matchers and ranges.
 */
final class PromQl {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<duration>[0-9]+(?:ms|[smhdwy])\\b)"
            + "|(?<number>[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
            + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(?<string>\"(?:[^\"\\\\\\n]|\\\\.)*\")"
            + "|(?<sign>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){}\\[\\],]))");
    private static final Pattern DURATION = Pattern.compile("[0-9]+(?:ms|[smhdwy])");

    /** By how tightly they bind; the first binds least. */
    private static final List<Set<String>> OPERATORS = List.of(
            Set.of("or"),
            Set.of("and", "unless"),
            Set.of("==", "!=", ">", "<", ">=", "<="),
            Set.of("+", "-"),
            Set.of("*", "/", "%"));

    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk");

    /** What a function takes, one letter for each argument: v for an instant vector, r for a range, s for a scalar. */
    private static final Map<String, String> FUNCTIONS = Map.of(
            "rate", "r",
            "increase", "r",
            "histogram_quantile", "sv",
            "absent", "v",
            "vector", "s",
            "clamp_min", "vs",
            "time", "");

    private enum Kind {
        SCALAR,
        VECTOR,
        RANGE
    }

    /**
     * What an expression reads.
     *
     * @param matchers values by label, with the operator before them: {@code =deny}
     */
    record Selector(String metric, Map<String, String> matchers) {}

    /**
     * An expression that is well-formed.
     *
     * @param grouping labels that aggregations keep, by the place in the selectors from which on they are read
     */
    record Read(List<Selector> selectors, List<Grouping> groupings) {}

    /** Labels by which the selectors from one to before another are aggregated. */
    record Grouping(List<String> labels, int from, int to) {}

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private final List<Selector> selectors = new ArrayList<>();
    private final List<Grouping> groupings = new ArrayList<>();
    private int at;

    private PromQl(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!token.find(end) || token.start() != end) {
                throw new IllegalArgumentException("no token at " + end + " of `" + text + "`");
            }
            tokens.add(token.group().strip());
            end = token.end();
        }
    }

    /** @throws IllegalArgumentException if it is no expression */
    static Read read(String text) {
        var parser = new PromQl(text);
        if (parser.binary(0) == Kind.RANGE) {
            throw parser.wrong("a range is no result");
        }
        if (parser.at < parser.tokens.size()) {
            throw parser.wrong("nothing may follow");
        }
        return new Read(parser.selectors, parser.groupings);
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(why + ", before token " + at + " (`" + peek() + "`) of `" + text + "`");
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String next() {
        if (at == tokens.size()) {
            throw wrong("it ends too soon");
        }
        return tokens.get(at++);
    }

    private boolean take(String token) {
        if (peek().equals(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw wrong("`" + token + "` is missing");
        }
    }

    private Kind binary(int level) {
        if (level == OPERATORS.size()) {
            return unary();
        }
        Kind left = binary(level + 1);
        while (OPERATORS.get(level).contains(peek())) {
            String operator = next();
            Kind right = binary(level + 1);
            if (left == Kind.RANGE || right == Kind.RANGE) {
                throw wrong("`" + operator + "` takes no range");
            }
            if (level < 2 && (left == Kind.SCALAR || right == Kind.SCALAR)) {
                throw wrong("`" + operator + "` takes vectors only");
            }
            if (level == 2 && left == Kind.SCALAR && right == Kind.SCALAR) {
                throw wrong("two numbers are compared with `bool` only");
            }
            left = left == Kind.VECTOR || right == Kind.VECTOR ? Kind.VECTOR : Kind.SCALAR;
        }
        return left;
    }

    private Kind unary() {
        String token = peek();
        if (take("-")) {
            return unary();
        }
        if (take("(")) {
            Kind inner = binary(0);
            expect(")");
            return inner;
        }
        if (!token.isEmpty()
                && Character.isDigit(token.charAt(0))
                && !DURATION.matcher(token).matches()) {
            at++;
            return Kind.SCALAR;
        }
        if (AGGREGATIONS.contains(token)) {
            return aggregation();
        }
        if (FUNCTIONS.containsKey(token)) {
            return function();
        }
        return selector();
    }

    private Kind aggregation() {
        String name = next();
        List<String> labels = labels();
        int from = selectors.size();
        expect("(");
        if (name.endsWith("k")) {
            if (binary(0) != Kind.SCALAR) {
                throw wrong("`" + name + "` begins with a number");
            }
            expect(",");
        }
        if (binary(0) != Kind.VECTOR) {
            throw wrong("`" + name + "` takes a vector");
        }
        expect(")");
        if (labels.isEmpty()) {
            labels = labels();
        }
        groupings.add(new Grouping(labels, from, selectors.size()));
        return Kind.VECTOR;
    }

    private List<String> labels() {
        var labels = new ArrayList<String>();
        if (take("by")) {
            expect("(");
            do {
                labels.add(next());
            } while (take(","));
            expect(")");
        }
        return labels;
    }

    private Kind function() {
        String name = next();
        String takes = FUNCTIONS.getOrDefault(name, "");
        expect("(");
        for (int i = 0; i < takes.length(); i++) {
            if (i > 0) {
                expect(",");
            }
            Kind wanted = switch (takes.charAt(i)) {
                case 's' -> Kind.SCALAR;
                case 'v' -> Kind.VECTOR;
                default -> Kind.RANGE;
            };
            if (binary(0) != wanted) {
                throw wrong("argument " + (i + 1) + " of `" + name + "` is no " + wanted);
            }
        }
        expect(")");
        return name.equals("time") ? Kind.SCALAR : Kind.VECTOR;
    }

    private Kind selector() {
        String metric = next();
        if (!metric.matches("[a-zA-Z_:][a-zA-Z0-9_:]*")) {
            throw wrong("`" + metric + "` is no metric");
        }
        var matchers = new TreeMap<String, String>();
        if (take("{")) {
            while (!take("}")) {
                String label = next();
                String operator = next();
                String value = next();
                if (!Set.of("=", "!=", "=~", "!~").contains(operator) || !value.startsWith("\"")) {
                    throw wrong("a matcher is a label, an operator and a string");
                }
                matchers.put(label, operator + value.substring(1, value.length() - 1));
                if (!peek().equals("}")) {
                    expect(",");
                }
            }
        }
        selectors.add(new Selector(metric, matchers));
        if (take("[")) {
            if (!DURATION.matcher(next()).matches()) {
                throw wrong("a range is a duration");
            }
            expect("]");
            return Kind.RANGE;
        }
        return Kind.VECTOR;
    }
}
