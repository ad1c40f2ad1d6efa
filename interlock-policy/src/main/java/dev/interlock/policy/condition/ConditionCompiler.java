package dev.interlock.policy.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSource;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compiles conditions in the Common Expression Language. A condition sees {@code args} (the arguments of the call),
 * {@code object} (ids of the call's objects by type), {@code server}, {@code tool} and {@code sql.isSelect(text)}.
 * Immutable and thread-safe.
 */
public final class ConditionCompiler {

    /** The longest condition, in characters; longer ones are refused, and can be split. */
    public static final int MAX_LENGTH = 4_000;

    /** The names that a condition may use. */
    public static final Set<String> NAMES = Set.of("args", "object", "server", "tool", "sql.isSelect");

    private static final Set<String> NAMES_OF_ANSWERS =
            Set.of("args", "server", "tool", "result", "text", "sql.isSelect");

    private static final Set<String> NAMES_OF_ELEMENTS =
            Set.of("args", "server", "tool", "result", "text", "element", "index", "sql.isSelect");

    /** The outcome of compiling. */
    public sealed interface Result {}

    public record Ok(Condition condition) implements Result {}

    public record Invalid(List<Mistake> mistakes) implements Result {
        public Invalid {
            mistakes = List.copyOf(mistakes);
        }
    }

    /**
     * @param offset code points into the text of the condition
     * @param remedy the advice what to write instead
     */
    public record Mistake(int offset, String message, String remedy) {}

    private static final String REMEDY =
            "a condition is a Boolean CEL expression over `args`, `object`, `server`, `tool` and `sql.isSelect(text)`";
    private static final String REMEDY_OF_ANSWERS =
            "a check of answers is a Boolean CEL expression over `result`, `text`, `args`, `server` and `tool`";
    private static final String REMEDY_OF_ELEMENTS =
            "the outcome of an element is a Boolean CEL expression over `element`, `index`, `result`, `text`, `args`,"
                    + " `server` and `tool`";
    private static final String SYNTAX =
            "write a CEL expression: compare with `==`, combine with `&&` and `||`, negate with `!`";
    private static final Pattern UNEXPECTED =
            Pattern.compile("^(?:token recognition error at: |extraneous input |mismatched input )`(.*?)`");
    private static final Pattern UNDECLARED = Pattern.compile("^undeclared reference to `(.*?)`");

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(10_000)
            .maxExpressionCodePointSize(MAX_LENGTH)
            .maxParseRecursionDepth(64)
            .build();

    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private final Set<String> names;
    private final String remedy;

    private enum About {
        CALL,
        ANSWER,
        ELEMENT
    }

    public ConditionCompiler() {
        this(About.CALL, NAMES, REMEDY);
    }

    /** A compiler of conditions over the answer of a tool: they see {@code result} and {@code text}, and no {@code object}. */
    public static ConditionCompiler ofAnswers() {
        return new ConditionCompiler(About.ANSWER, NAMES_OF_ANSWERS, REMEDY_OF_ANSWERS);
    }

    /**
     * A compiler of conditions over the answer of a tool about one element of a list: they see the {@code element} and its
     * {@code index}, too.
     */
    public static ConditionCompiler ofElements() {
        return new ConditionCompiler(About.ELEMENT, NAMES_OF_ELEMENTS, REMEDY_OF_ELEMENTS);
    }

    private ConditionCompiler(About about, Set<String> names, String remedy) {
        this.names = names;
        this.remedy = remedy;
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("args", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar("server", SimpleType.STRING)
                .addVar("tool", SimpleType.STRING)
                .addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(
                        "sql.isSelect",
                        CelOverloadDecl.newGlobalOverload("sql_is_select", SimpleType.BOOL, SimpleType.STRING)));
        if (about == About.CALL) {
            builder.addVar("object", MapType.create(SimpleType.STRING, SimpleType.STRING));
        } else {
            builder.addVar("result", MapType.create(SimpleType.STRING, SimpleType.DYN))
                    .addVar("text", SimpleType.STRING);
        }
        if (about == About.ELEMENT) {
            builder.addVar("element", SimpleType.DYN).addVar("index", SimpleType.INT);
        }
        compiler = builder.build();
        runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .addFunctionBindings(CelFunctionBinding.fromOverloads(
                        "sql.isSelect", CelFunctionBinding.from("sql_is_select", String.class, SqlText::isSelect)))
                .build();
    }

    public Result compile(String text) {
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            return invalid(0, "a condition has more than " + MAX_LENGTH + " characters");
        }
        try {
            CelValidationResult result = compiler.compile(text);
            if (result.hasError()) {
                CelSource source = result.getSource();
                List<Mistake> mistakes = result.getErrors().stream()
                        .map(issue -> mistake(issue, source))
                        .distinct()
                        .toList();
                // After a mistake of syntax the parser guesses, so that only the first mistake is worth reporting.
                boolean syntax = mistakes.stream().anyMatch(m -> m.remedy().equals(SYNTAX));
                return new Invalid(syntax ? mistakes.subList(0, 1) : mistakes);
            }
            CelAbstractSyntaxTree tree = result.getAst();
            CelType type = tree.getResultType();
            if (!type.equals(SimpleType.BOOL)) {
                return invalid(0, "a condition must be true or false; this one has the type `" + typeName(type) + "`");
            }
            return new Ok(new Condition(text, runtime.createProgram(tree), tree.getExpr()));
        } catch (CelValidationException | CelEvaluationException e) {
            return invalid(0, "not a condition");
        } catch (RuntimeException | StackOverflowError e) {
            // The parser of CEL throws on some malformed texts instead of reporting them.
            return invalid(0, "not a condition: it cannot be parsed");
        }
    }

    private static String typeName(CelType type) {
        return type.equals(SimpleType.DYN) ? "any" : type.name();
    }

    private Invalid invalid(int offset, String message) {
        return new Invalid(List.of(new Mistake(offset, message, remedy)));
    }

    private Mistake mistake(CelIssue issue, CelSource source) {
        String message = message(issue);
        int offset = offset(issue, source);
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.find()) {
            return new Mistake(offset, "unexpected `" + unexpected.group(1).strip() + "`", SYNTAX);
        }
        if (message.startsWith("no viable") || message.startsWith("missing")) {
            return new Mistake(offset, message, SYNTAX);
        }
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.find()) {
            String name = undeclared.group(1);
            String nearest = names.stream()
                    .filter(n -> n.equalsIgnoreCase(name)
                            || n.replace(".", "").equalsIgnoreCase(name)
                            || (name.length() > 2 && n.startsWith(name)))
                    .findFirst()
                    .map(n -> "did you mean `" + n + "`?")
                    .orElse(remedy);
            return new Mistake(offset, "`" + name + "` is not available in conditions", nearest);
        }
        return new Mistake(offset, message, remedy);
    }

    private static int offset(CelIssue issue, CelSource source) {
        return source.getLocationOffset(issue.getSourceLocation()).orElse(0);
    }

    /** The message of CEL without the parts that do not concern an author of a bundle. */
    private static String message(CelIssue issue) {
        String message = issue.getMessage()
                .replace(" (in container '')", "")
                .replace('\'', '`')
                .strip();
        int expecting = message.indexOf(" expecting ");
        if (expecting > 0) {
            message = message.substring(0, expecting);
        }
        return message.isEmpty() ? "not a condition" : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
