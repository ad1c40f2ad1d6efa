package dev.interlock.policy.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.interlock.engine.model.Fault;
import dev.interlock.policy.Bundles;
import dev.interlock.policy.compile.PolicyBundle;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that two servers could read differently, or that nobody declared, are faults. The numbers are those of docs/refusals.md. */
class ClosedNamesTest {

    private static final String DIGEST = "sha-256:00";

    private static final String TOOLS = """
        objects: {vendor: {}}
        server: erp
        tools:
          pay: {duty: a, on: {vendor: args.vendor_id}, amount: {value: args.amount, unit: EUR}, values: {payee: args.iban?}}
          asks: {duty: a, on: {vendor: args.vendor_id}, amount: {value: args.amount, unit: EUR}, values: {payee: 'args["mcp:answers"].q.content.payee?'}}
          open: {duty: a, values: {party: args.vendor_id?}, arguments: open}
          tags: {duty: a, on: {vendor: args.vendor_id}, arguments: {tags: data}}
          nested: {duty: a, on: {vendor: args.vendor.id}, arguments: {note: text}}
          form: {duty: a, arguments: {n: {type: integer}, m: {min: 0, max: 10}, t: {max-length: 3}, p: {pattern: '[a-z]+'}, u: {one-of: [EUR, USD]}, r: {none-of: [root, 0]}, d: {format: date}, i: {format: iban}, e: {format: email}, w: {format: url}, f: {format: path}}}
        """;

    private static final Map<String, Object> SCHEMA = schema("vendor_id", "amount", "iban");

    private final PolicyBundle.Compiled bundle = (PolicyBundle.Compiled) PolicyBundle.load(Bundles.with(TOOLS));

    private static Map<String, Object> schema(String... names) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String name : names) {
            properties.put(name, Map.of());
        }
        return Map.of("type", "object", "properties", properties);
    }

    private static ArgumentSchema shown(Map<String, Object> schema, boolean reviewed) {
        return new ArgumentSchema.Shown(SchemaDeclared.of(schema), DIGEST, reviewed);
    }

    private static Map<String, Object> args(Object... namesAndValues) {
        Map<String, Object> args = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return args;
    }

    private List<String> faults(String tool, ArgumentSchema schema, Map<String, ?> args) {
        return bundle.catalog().facts("erp", tool, args, "sha-256:aa", schema).faults().stream()
                .map(Fault::place)
                .toList();
    }

    private List<String> faults(String tool, Map<String, ?> args) {
        return faults(tool, new ArgumentSchema.Untold(), args);
    }

    @Test
    void aReviewIsOfTheToolAndNotOfWhatItsServerAsks() {
        ArgumentSchema schema = new ArgumentSchema.Shown(
                new AnsweredTool(
                        SchemaDeclared.of(SCHEMA), "mcp:answers", AskedAnswers.to(Map.of("q", schema("id", "a", "A")))),
                DIGEST,
                true);
        Map<String, Object> own = args("vendor_id", "7", "amount", 1L);
        assertThat(asked(schema, own, args("id", "1"))).isEmpty();
        assertThat(answered(schema, own, args("action", "decline"))).isEmpty();
        assertThat(answered(schema, own, args("error", Map.of("code", -1L, "data", Map.of("a", 1L, "A", 2L)))))
                .isEmpty();
        assertThat(answered(schema, own, args("action", "accept", "id", "1")))
                .as("beside the content")
                .containsExactly("args[\"mcp:answers\"].q.id");
        assertThat(asked(schema, own, args("a", "1", "A", "2")))
                .as("declared, and neither read")
                .isEmpty();
        assertThat(asked(schema, own, args("b", "1"))).containsExactly("args[\"mcp:answers\"].q.content.b");
        assertThat(asked(shownAsked("payee", "Payee"), own, args("Payee", "1")))
                .containsExactly("args[\"mcp:answers\"].q.content.Payee");
    }

    private static ArgumentSchema shownAsked(String... names) {
        return new ArgumentSchema.Shown(
                new AnsweredTool(SchemaDeclared.of(SCHEMA), "mcp:answers", AskedAnswers.to(Map.of("q", schema(names)))),
                DIGEST,
                true);
    }

    private List<String> asked(ArgumentSchema schema, Map<String, Object> own, Map<String, Object> content) {
        return answered(schema, own, Map.of("action", "accept", "content", content));
    }

    private List<String> answered(ArgumentSchema schema, Map<String, Object> own, Map<String, Object> answer) {
        return bundle
                .catalog()
                .readContinued("erp", "asks", own, Map.of("q", answer), "sha-256:aa", schema)
                .facts()
                .faults()
                .stream()
                .map(Fault::place)
                .toList();
    }

    /** Case 1: a server in Go takes the last of two names that differ in case; Jackson and .NET can, too. */
    @Test
    void twoNamesThatDifferInCaseAreAFault() {
        Map<String, Object> args = args("vendor_id", "7", "amount", 1L, "Vendor_ID", "8", "AMOUNT", 99_999L);
        assertThat(faults("pay", args)).containsExactly("args.Vendor_ID", "args.AMOUNT");
        assertThat(faults("pay", shown(SCHEMA, true), args)).containsExactly("args.Vendor_ID", "args.AMOUNT");
        assertThat(faults("open", args("vendor_id", "7", "Vendor_ID", "8"))).containsExactly("args.Vendor_ID");
        assertThat(faults("open", args("a", 1L, "A", 2L))).containsExactly("args.A");
    }

    /** Case 2: a lone variant beside an optional name that is read is no pair, and no less harmful. */
    @Test
    void anotherSpellingOfWhatIsReadIsAFaultByItself() {
        assertThat(faults("open", args("vendorId", "8"))).containsExactly("args.vendorId");
        assertThat(faults("open", args("vendor_id", "8", "note", "x"))).isEmpty();
    }

    /** Case 3: frameworks make objects of names with points and brackets. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vendor.id",
                "vendor[id",
                "vendor[id]",
                "vendor-id",
                "VENDOR_ID",
                "vendorId",
                "vendor id",
                "vendor_i\u0064\u0301",
                "vendor_\u0131d",
                "\uff56\uff45\uff4e\uff44\uff4f\uff52_\uff49\uff44",
                "vendor_\u200bid",
                "vendor__id"
            })
    void namesOfOneSkeletonAreOneName(String name) {
        assertThat(faults("open", args(name, "8"))).hasSize(1);
        assertThat(faults("nested", args("vendor", Map.of("id", "7"), name, "8")))
                .hasSize(1);
        assertThat(faults("pay", shown(SCHEMA, false), args("vendor_id", "7", "amount", 1L, name, "8")))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "\u017f,s",
        "\u212a,k",
        "\u0130,i",
        "stra\u00dfe,STRASSE",
        "\u00e9,e",
        "\ufb01,fi",
        "\u2460,1",
        "vendor.id,vendorId"
    })
    void theSkeletonFolds(String one, String other) {
        assertThat(Skeleton.of(one)).isEqualTo(Skeleton.of(other)).isNotEmpty();
        assertThat(Skeleton.of(Skeleton.of(one))).isEqualTo(Skeleton.of(one));
    }

    /** Case 4: data that no rule reads may have whatever names it has. */
    @Test
    void namesInDataAreFree() {
        assertThat(faults("tags", args("vendor_id", "7", "tags", args("A", 1L, "a", 2L, "<<", 3L))))
                .isEmpty();
        assertThat(faults(
                        "tags",
                        shown(SCHEMA, false),
                        args("vendor_id", "7", "tags", args("A", 1L, "a", args("b", 1L, "B", 2L)))))
                .isEmpty();
        assertThat(faults("tags", args("vendor_id", "7", "Tags", args("A", 1L))))
                .containsExactly("args.Tags");
    }

    /** Case 5: a server can declare the twin of a name itself. */
    @Test
    void aTwinThatNobodyReviewedIsAFault() {
        Map<String, Object> schema = schema("vendor_id", "amount", "iban", "IBAN");
        Map<String, Object> args = args("vendor_id", "7", "amount", 1L, "IBAN", "X");
        assertThat(faults("pay", shown(schema, false), args)).containsExactly("args.IBAN");
        assertThat(faults("pay", shown(schema, true), args)).isEmpty();
        Map<String, Object> unread = schema("vendor_id", "amount", "note", "NOTE");
        assertThat(faults("pay", shown(unread, false), args("vendor_id", "7", "amount", 1L, "note", "a", "NOTE", "b")))
                .as("declared, and neither is read")
                .isEmpty();
    }

    /** Case 6: some readers obey these names, wherever they stand. */
    @Test
    void namesThatReadersObeyAreFaultsInDataToo() {
        assertThat(faults("tags", args("vendor_id", "7", "tags", args("__proto__", 1L))))
                .containsExactly("args.tags.__proto__");
        assertThat(faults(
                        "tags", args("vendor_id", "7", "tags", args("x", args("constructor", args("prototype", 1L))))))
                .containsExactly("args.tags.x.constructor");
        assertThat(faults("tags", args("vendor_id", "7", "tags", args("constructor", "Meyer & Co"))))
                .isEmpty();
        assertThat(faults("tags", args("vendor_id", "7", "tags", args("a\nb", 1L))))
                .containsExactly("args.tags[\"a\\u{a}b\"]");
        assertThat(faults("open", args("<<", args("vendor_id", "8")))).containsExactly("args[\"<<\"]");
        assertThat(faults("open", args("", "8"))).containsExactly("args[\"\"]");
    }

    /** Case 7: 0.1 is the same number to every reader, 2^53 + 1 is not. */
    @Test
    void numbersThatReadersRoundAreFaults() {
        Map<String, Object> args = args("vendor_id", "7", "amount", new BigDecimal("0.1"));
        assertThat(faults("pay", args)).isEmpty();
        for (Object number : List.of(
                9_007_199_254_740_993L,
                new BigDecimal("9007199254740993"),
                new BigDecimal("1e400"),
                new BigDecimal("0.1000000000000000055"))) {
            assertThat(faults("open", args("note", number))).containsExactly("args.note");
        }
        assertThat(faults("open", args("note", new BigDecimal("1e0"), "more", List.of(1L << 53, -1L))))
                .isEmpty();
    }

    @Test
    void whatIsNotDeclaredIsAFault() {
        Map<String, Object> args = args("vendor_id", "7", "amount", 1L, "priority", "high");
        assertThat(faults("pay", shown(SCHEMA, true), args)).containsExactly("args.priority");
        assertThat(faults("pay", new ArgumentSchema.None(), args)).containsExactly("args.priority");
        assertThat(faults("pay", args)).as("a scenario shows no schema").isEmpty();
        assertThat(faults("nested", args("vendor", Map.of("id", "7", "name", "x"), "note", "x")))
                .as("unless the catalogue declares them")
                .containsExactly("args.vendor.name");
        assertThat(faults("open", shown(SCHEMA, true), args("anything", 1L))).isEmpty();
    }

    @Test
    void nullAndListsStandForNothingThatIsRead() {
        Map<String, Object> args = args("vendor_id", "7", "amount", 1L, "iban", null);
        assertThat(faults("pay", args)).containsExactly("args.iban");
        Map<String, Object> nullable = Map.of(
                "properties",
                Map.of(
                        "vendor_id",
                        Map.of(),
                        "amount",
                        Map.of(),
                        "iban",
                        Map.of("anyOf", List.of(Map.of("type", "string"), Map.of("type", "null")))));
        assertThat(faults("pay", shown(nullable, false), args)).isEmpty();
        assertThat(faults("pay", args("vendor_id", List.of("7"), "amount", List.of(1L))))
                .contains("args.vendor_id", "args.amount");
        assertThat(faults("open", args("note", "a\0b"))).containsExactly("args.note");
        assertThat(faults("open", args("note", List.of("a\0b")))).containsExactly("args.note[0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "n; 1; 1.5",
                "m; 10; 10.5",
                "m; 0; -1",
                "t; abc; abcd",
                "p; abc; abc1",
                "u; EUR; eur",
                "r; user; ROOT",
                "r; 1; 0",
                "d; 2026-03-31; 2026-02-30",
                "i; DE89370400440532013000; DE89370400440532013001",
                "i; DE89370400440532013000; de89370400440532013000",
                "e; ada@example.com; ada@Example.com",
                "i; DE98370400440532000034; DE01370400440532000034",
                "d; 2026-12-01; 2026-1-1",
                "t; 123; 1234",
                "m; 3; three",
                "e; a.b@example.com; a..b@example.com",
                "w; https://example.com/A; https://example.com/%41",
                "w; https://example.com/; https://example.com",
                "w; https://example.com/a; HTTPS://example.com/a",
                "w; https://example.com/a; https://example.com/a#b",
                "w; https://example.com/a; example.com/a",
                "w; https://example.com/a; https://example.com:443/a",
                "w; https://example.com/a; https://user@example.com/a",
                "w; https://example.com/a; https://example.com/b/../a",
                "f; ci/build.sh; ci/../.guard/x",
                "f; /a/b; /a//b",
                "f; a; a.",
                "f; a/b; a%2fb",
                "f; a/b; a\\b",
                "f; a; C:a",
                "f; a; a/"
            })
    void constraintsOfTheCatalogueHold(String name, String right, String wrong) {
        assertThat(faults("form", args(name, plain(right)))).isEmpty();
        assertThat(faults("form", args(name, plain(wrong)))).containsExactly("args." + name);
    }

    private static Object plain(String text) {
        return text.matches("-?[0-9]{1,9}")
                ? Long.valueOf(text)
                : text.matches("-?[0-9]+\\.[0-9]+") ? new BigDecimal(text) : text;
    }

    @Test
    void constraintsOfTheSchemaHold() {
        Map<String, Object> schema = Map.of(
                "properties",
                Map.of(
                        "vendor_id", Map.of("type", "string", "pattern", "^[0-9]+$"),
                        "amount", Map.of("type", "number", "maximum", 100, "exclusiveMinimum", 0),
                        "unit", Map.of("enum", List.of("EUR", "USD")),
                        "note", Map.of("type", "string", "maxLength", 3, "pattern", "(?=cannot be checked)x")));
        assertThat(faults(
                        "pay",
                        shown(schema, false),
                        args("vendor_id", "7", "amount", 100L, "unit", "EUR", "note", "abc")))
                .isEmpty();
        assertThat(faults(
                        "pay",
                        shown(schema, false),
                        args("vendor_id", "x", "amount", 101L, "unit", "eur", "note", "abcd")))
                .containsExactly("args.vendor_id", "args.amount", "args.unit", "args.note");
        assertThat(faults("pay", shown(schema, false), args("vendor_id", 7L, "amount", "1")))
                .contains("args.vendor_id", "args.amount");
        assertThat(faults("pay", shown(schema, false), args("vendor_id", "7", "amount", 0L)))
                .as("exclusive")
                .containsExactly("args.amount");
    }

    /** A pattern of an author or a server is looked for in linear time: what is exponential elsewhere takes no time here. */
    @Test
    void patternsTakeLinearTime() {
        Map<String, Object> schema = Map.of("properties", Map.of("note", Map.of("pattern", "^(a+)+$")));
        String text = "a".repeat(100_000) + "!";
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> faults("tags", shown(schema, false), args("vendor_id", "7", "note", text))))
                .containsExactly("args.note");
    }

    @Test
    void facts_nameTheDigestOfTheSchema() {
        var facts = bundle.catalog()
                .facts("erp", "pay", args("vendor_id", "7", "amount", 1L), "sha-256:aa", shown(SCHEMA, false));
        assertThat(facts.schema()).contains(DIGEST);
        assertThat(facts.faults()).isEmpty();
    }

    @Test
    void aMessageNamesTheWayOut() {
        List<Fault> faults = bundle.catalog()
                .facts(
                        "erp",
                        "pay",
                        args("Vendor_ID", "7", "amount", 1L, "AmounT", 2L),
                        "sha-256:aa",
                        shown(SCHEMA, false))
                .faults();
        assertThat(faults.toString())
                .contains("is another spelling of `vendor_id`, which rules read; use that spelling");
    }

    @Test
    void whatIsObservedIsNotRefusedForItsNames() {
        assertThat(bundle.catalog()
                        .readTold("erp", "pay", args("vendor_id", "7", "amount", 1L, "Amount", 2L), "sha-256:aa")
                        .facts()
                        .faults())
                .isEmpty();
    }

    @Test
    void faultsAreBounded() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put("x" + i, 1L);
        }
        assertThat(faults("pay", shown(SCHEMA, false), many)).hasSizeLessThan(20);
        Object deep = "end";
        for (int i = 0; i < 100; i++) {
            deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
        }
        assertThat(faults("open", args("deep", deep))).hasSize(1);
    }

    @Test
    void aSchemaMayGoInCirclesAndDeclareWhatItIsMadeOf() {
        Map<String, Object> schema = Map.of(
                "$defs",
                        Map.of(
                                "node",
                                        Map.of(
                                                "properties",
                                                Map.of(
                                                        "name",
                                                        Map.of(),
                                                        "children",
                                                        Map.of("items", Map.of("$ref", "#/$defs/node")),
                                                        "next",
                                                        Map.of("$ref", "#"))),
                                "loop", Map.of("$ref", "#/$defs/loop")),
                "allOf", List.of(Map.of("$ref", "#/$defs/node")),
                "anyOf", List.of(Map.of("properties", Map.of("a", Map.of())), Map.of("$ref", "#/$defs/loop")),
                "if", Map.of("properties", Map.of("b", Map.of("const", 1))),
                "then", Map.of("properties", Map.of("c", Map.of())),
                "properties", Map.of("vendor_id", Map.of(), "amount", Map.of()),
                "patternProperties", Map.of(".*", Map.of()),
                "additionalProperties", true);
        Map<String, Object> tree =
                args("name", "x", "children", List.of(args("name", "y", "children", List.of(args("name", "z")))));
        Map<String, Object> all =
                args("vendor_id", "7", "amount", 1L, "a", 1L, "b", 2L, "c", 3L, "name", "n", "next", tree);
        assertThat(faults("pay", shown(schema, true), all)).isEmpty();
        all.put("other", 1L);
        all.put("next", args("children", List.of(args("nome", "y"))));
        assertThat(faults("pay", shown(schema, true), all)).containsExactly("args.next.children[0].nome", "args.other");
    }

    @Test
    void aSchemaThatExplodesIsBounded() {
        Map<String, Object> defs = new LinkedHashMap<>();
        for (int i = 0; i < 400; i++) {
            List<Object> alternatives = new ArrayList<>();
            for (int j = 0; j < 400; j++) {
                alternatives.add(Map.of("$ref", "#/$defs/d" + j));
            }
            defs.put(
                    "d" + i,
                    Map.of(
                            "anyOf",
                            alternatives,
                            "properties",
                            Map.of("p" + i, Map.of("anyOf", List.of(Map.of("$ref", "#/$defs/d" + i))))));
        }
        Map<String, Object> schema = Map.of("$defs", defs, "$ref", "#/$defs/d0");
        assertThat(SchemaDeclared.of(schema).names()).isEqualTo(Declared.Names.CLOSED);
        assertThat(SchemaDeclared.of(Collections.emptyMap()).members()).isEmpty();
    }

    @Test
    void whatServersMergeIsOneObject() {
        Map<String, Object> schema = Map.of(
                "properties",
                Map.of(
                        "path",
                        schema("vendor_id"),
                        "query",
                        schema("dry"),
                        "body",
                        schema("amount", "VendorId", "dry")));
        var merged =
                new ArgumentSchema.Shown(SchemaDeclared.of(schema), DIGEST, false, List.of("path", "query", "body"));
        var byHand = java.util.Optional.<Declared>empty();
        var reads = ReadPaths.of(List.of(List.of("path", "vendor_id")));
        assertThat(ArgumentCheck.faults(
                        byHand,
                        reads,
                        merged,
                        args(
                                "path",
                                args("vendor_id", "7"),
                                "body",
                                args("amount", 1L, "dry", true),
                                "query",
                                args("dry", true))))
                .isEmpty();
        assertThat(ArgumentCheck.faults(
                        byHand,
                        reads,
                        merged,
                        args("path", args("vendor_id", "7"), "body", args("amount", 1L, "VendorId", "8"))))
                .extracting(Fault::place)
                .contains("args.body.VendorId");
    }
}
