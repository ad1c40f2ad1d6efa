package dev.interlock.policy.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.PlanFile;
import dev.interlock.policy.scenario.ScenarioSuite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The schema has the keys that the reader accepts, and no others. Each kind of mapping is written with every word that occurs
 * in the reader or the schema as a key; what the reader does not call unknown it accepts.
 */
class SchemaKeysTest {

    private static final Set<String> STEPS = Set.of(
            "open",
            "call",
            "settle",
            "reconcile",
            "approve",
            "reject",
            "withdraw",
            "delegate",
            "close",
            "cancel",
            "advance",
            "observe",
            "break-glass",
            "confirm",
            "review");

    private static final Pattern WORD = Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\"");
    private static final Pattern UNKNOWN = Pattern.compile(".* has no key `(.*)`");

    private static final String BUNDLE = """
        interlock: v1
        name: test
        owner: controls@example.com
        independence: {line: [owner]}
        risk: {low: {independence: line, on-conflict: deny, on-missing: deny, @tier@}}
        sources: {s: {trusted-for: [a], @source@}}
        break-glass: {by: g, allow: [a], reviewers: g, @lanes@}
        approvals: {answers: 1, @approvals@}
        content: {domains: example.com, @content@}
        allow-lists: {l: {for: a, values: x, @allowed@}}
        server: erp
        objects: {vendor: {@object@}, payment: {of: {vendor: one}}}
        tools:
          a: {duty: a, on: {vendor: {path: args.v, @named@}}, amount: {value: args.a, unit: EUR, @amount@}, values: {v: {path: args.v, @value@}}, arguments: {w: {type: text, @argument@}}, content: {asks: pay, result: {text: t, @result@}, @labels@}, @tool@}
          b: {any-of: [{when: 'true', duty: b, @entry@}]}
        intents: {i: {goal: g, allow: [a], limits: {calls: 1, @limits@}, @intent@}}
        rules:
          - {id: R0, title: t, separate: {duties: [a, b], per: vendor}, @rule@}
          - {id: R1, title: t, separate: {duties: [a, b], per: vendor, @separate@}}
          - {id: R2, title: t, require: {for: a, done: [{duty: b, per: vendor, @done@}], approval: {by: g, count: 1, escalate: {after: 1m, to: h, @escalate@}, @approval@}, @require@}}
          - {id: R3, title: t, limit: {of: a, per: vendor, sum: {max: 1, unit: EUR, @sum@}, @limit@}}
          - {id: R4, title: t, bind: {duties: [a, b], per: vendor, @bind@}}
          - {id: R5, title: t, order: {duty: a, after: b, per: vendor, @order@}}
          - {id: R6, title: t, forbid: {duty: a, @forbid@}}
          - {id: R7, title: t, wall: {duties: [a, b], between: vendor, @wall@}}
          - {id: R8, title: t, flow: {to: a, @flow@}}
        accept: [{warning: IL-0200, because: b, @acceptance@}]
        @root@
        """;

    private static final String SCENARIOS = """
        agents: {ada: {owner: o, @agent@}}
        people: {dana: {owner: o, @person@}}
        verifiers: {vera: {owner: o, @verifier@}}
        scenarios:
          - name: n
            steps:
              - {open: t, by: ada, intent: review, @open@}
              - {call: erp/list_vendors, as: c, by: ada, expect: {verdict: permit, @verdict@}, @call@}
              - {observe: erp/list_vendors, by: ada, source: s, @observe@}
              - {settle: c, @settle@}
              - {reconcile: c, by: dana, @reconcile@}
              - {approve: c, by: dana, @approve@}
              - {reject: c, by: dana, @reject@}
              - {withdraw: c, by: ada, @withdraw@}
              - {delegate: g, by: dana, to: dana, for: 1d, @delegate@}
              - {close: t, by: ada, @close@}
              - {cancel: t, by: ada, @cancel@}
              - {break-glass: l, by: dana, agent: ada, @break-glass@}
              - {confirm: l, by: dana, @confirm@}
              - {review: l, by: dana, @review@}
              - {advance: 1h, @advance@}
            @scenario@
        @root@
        """;

    private static final String PLAN = """
        agents: {ada: {owner: o, @agent@}}
        people: {dana: {owner: o, @person@}}
        plan:
          - {id: a, tool: erp/list_vendors, @planned@}
        @root@
        """;

    private static Set<String> words() throws IOException {
        Set<String> out = new TreeSet<>();
        Path sources = Folders.root().resolve("interlock-policy/src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                addWords(Files.readString(file), out);
            }
        }
        for (LanguageSchema schema : LanguageSchema.values()) {
            addWords(schema.text(), out);
        }
        return out;
    }

    private static void addWords(String text, Set<String> out) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            out.add(matcher.group(1));
        }
    }

    @TestFactory
    Stream<DynamicTest> theBundlesKeysAreTheSchemas() throws IOException {
        return tests(
                LanguageSchema.BUNDLE,
                BUNDLE,
                text -> PolicyBundle.load(tree("interlock.yaml", text)).diagnostics());
    }

    @TestFactory
    Stream<DynamicTest> theScenariosKeysAreTheSchemas() throws IOException {
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());
        return tests(
                LanguageSchema.SCENARIOS,
                SCENARIOS,
                text -> ScenarioSuite.run(bundle, tree("tests/a.yaml", text)).diagnostics());
    }

    @TestFactory
    Stream<DynamicTest> thePlansKeysAreTheSchemas() throws IOException {
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(Folders.accountsPayable());
        return tests(
                LanguageSchema.PLAN,
                PLAN,
                text -> PlanFile.read(bundle, "plan.yaml", text).diagnostics());
    }

    private static MemoryTree tree(String path, String text) {
        return new MemoryTree(Map.of(path, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Stream<DynamicTest> tests(
            LanguageSchema schema, String template, Function<String, List<Diagnostic>> read) throws IOException {
        Set<String> words = words();
        Matcher holes = Pattern.compile("@([a-z-]+)@").matcher(template);
        List<DynamicTest> out = new ArrayList<>();
        while (holes.find()) {
            String hole = holes.group(1);
            int at = holes.start();
            out.add(DynamicTest.dynamicTest(hole, () -> assertSameKeys(schema, template, hole, at, words, read)));
        }
        return out.stream();
    }

    private static void assertSameKeys(
            LanguageSchema schema,
            String template,
            String hole,
            int at,
            Set<String> words,
            Function<String, List<Diagnostic>> read) {
        boolean flow = template.charAt(at - 1) != '\n' && !hole.equals("scenario");
        // A second kind of step hides what else is unknown: it is an error of its own.
        boolean step = STEPS.contains(hole);
        Set<String> tried = new TreeSet<>(words);
        tried.removeIf(w -> step && STEPS.contains(w));
        tried.removeIf(w -> written(template, hole, at).contains(w));
        String indent = hole.equals("scenario") ? "    " : "";
        List<String> keys = tried.stream().map(w -> "\"" + w + "\": {}").toList();
        String text = template.replace("@" + hole + "@", String.join(flow ? ", " : "\n" + indent, keys))
                .replaceAll(", @[a-z-]+@", "")
                .replaceAll("@[a-z-]+@", "");
        List<Diagnostic> found = read.apply(text);
        Set<String> accepted = new TreeSet<>(tried);
        accepted.addAll(written(template, hole, at));
        for (Diagnostic d : found) {
            Matcher unknown = UNKNOWN.matcher(d.message());
            if (unknown.matches()) {
                accepted.remove(unknown.group(1));
            }
        }
        Set<String> published = new TreeSet<>(view(schema, hole).keys(step ? List.of(hole) : List.of("verdict")));
        assertThat(accepted).as("keys that the reader accepts in `%s`", hole).isEqualTo(published);
    }

    /** The keys beside a hole, which stand in the template already. */
    private static Set<String> written(String template, String hole, int at) {
        if (hole.equals("root") || hole.equals("scenario")) {
            String start = hole.equals("root") ? "(?m)^([a-z-]+):" : "(?m)^(?:  - |    )([a-z]+):";
            return find(Pattern.compile(start), template);
        }
        // Back to the brace that opens the mapping; what is nested in between is skipped.
        StringBuilder own = new StringBuilder();
        int depth = 0;
        for (int i = at - 1; depth >= 0; i--) {
            char c = template.charAt(i);
            depth += c == '}' || c == ']' ? 1 : c == '{' || c == '[' ? -1 : 0;
            if (depth == 0) {
                own.insert(0, c);
            }
        }
        return find(Pattern.compile("([a-z-]+):"), own.toString());
    }

    private static Set<String> find(Pattern pattern, String text) {
        Set<String> out = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            out.add(matcher.group(1));
        }
        return out;
    }

    private static SchemaView view(LanguageSchema schema, String hole) {
        String path = switch (hole) {
            case "root" -> "";
            case "tier" -> "risk *";
            case "source" -> "sources *";
            case "lanes" -> "break-glass";
            case "object" -> "objects *";
            case "tool" -> "tools *";
            case "amount" -> "tools * amount";
            case "named" -> "tools * on *";
            case "value" -> "tools * values *";
            case "argument" -> "tools * arguments *";
            case "entry" -> "tools * any-of []";
            case "intent" -> "intents *";
            case "limits" -> "intents * limits";
            case "rule" -> "rules []";
            case "acceptance" -> "accept []";
            case "done" -> "rules [] require done []";
            case "approval" -> "rules [] require approval";
            case "escalate" -> "rules [] require approval escalate";
            case "approvals" -> "approvals";
            case "content" -> "content";
            case "allowed" -> "allow-lists *";
            case "labels" -> "tools * content";
            case "result" -> "tools * content result";
            case "verifier" -> "verifiers *";
            case "sum" -> "rules [] limit sum";
            case "agent" -> "agents *";
            case "person" -> "people *";
            case "scenario" -> "scenarios []";
            case "planned" -> "plan []";
            case "verdict" -> "scenarios [] steps [] expect";
            default -> schema == LanguageSchema.BUNDLE ? "rules [] " + hole : "scenarios [] steps []";
        };
        SchemaView view = schema.view();
        for (String step : path.isEmpty() ? new String[0] : path.split(" ")) {
            Optional<SchemaView> next = step.equals("[]") ? view.item() : view.member(step, List.of(step, "call"));
            view = next.orElseThrow(() -> new AssertionError("the schema has no `" + path + "`"));
        }
        return view;
    }
}
