package dev.interlock.policy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.Bundles;
import dev.interlock.policy.Folders;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A corpus of evasions, each of which a rule of the kind {@code flow} or {@code unusual} holds, and of innocent look-alikes, each of which
 * it lets pass.
 * A case has a {@code name}, what the person {@code asks}, what the agent {@code reads}, and its call, a key with the name of the tool
 * of {@code interlock.yaml}. An evasion says with which code it is {@code held}, and by which {@code rule} if not by the one on content;
 * {@code tier} is that of the rule. Further steps of a
 * scenario come {@code before} its task {@code t} is opened, or after the reads ({@code then}): {@code register: ACCOUNT} opens a task,
 * unless it names one, and has an agent add a payee there (with another {@code tool} if it names one) and a person approve that.
 *
 * <p>A read is {@code file NAME: text}, {@code page ADDRESS: text}, {@code mail FROM, SUBJECT: body}, {@code note: text} or the name of a
 * tool with its structured result.
 */
class EvasionTest {

    private static final Path FOLDER = Folders.root().resolve("interlock-policy/src/test/resources/evasion");
    private static final Set<String> KEYS = Set.of("name", "asks", "before", "reads", "then", "held", "rule", "tier");
    private static final Map<String, PolicyBundle.Compiled> BUNDLES = new TreeMap<>();

    private static final Map<String, Object> CAST = Map.of(
            "agents",
            Map.of(
                    "ada",
                    Map.of("owner", "home", "root", true, "implicit", "assist"),
                    "ben",
                    Map.of("owner", "home", "root", true),
                    "cleo",
                    Map.of("owner", "shop", "root", true)),
            "people",
            Map.of("kim", Map.of(), "rita", Map.of("owner", "audit"), "hugo", Map.of("owner", "home")));

    @TestFactory
    Stream<DynamicTest> evasionsAreHeld() throws IOException {
        return tests("evasions", true);
    }

    @TestFactory
    Stream<DynamicTest> lookAlikesPass() throws IOException {
        return tests("lookalikes", false);
    }

    @Test
    void bothAreManyAndDiffer() throws IOException {
        for (String folder : List.of("evasions", "lookalikes")) {
            List<Map<String, Object>> cases = cases(folder);
            Set<Object> names = new TreeSet<>();
            cases.forEach(each -> names.add(String.valueOf(each.get("name"))));
            assertThat(names).as(folder).hasSize(cases.size());
            assertThat(cases).as(folder).hasSizeGreaterThanOrEqualTo(200);
        }
    }

    private static Stream<DynamicTest> tests(String folder, boolean held) throws IOException {
        return cases(folder).stream()
                .map(each -> DynamicTest.dynamicTest(String.valueOf(each.get("name")), () -> {
                    assertThat(each.containsKey("held")).isEqualTo(held);
                    ScenarioReport report = play(each);
                    assertThat(report.passed()).as(report.text(false)).isTrue();
                }));
    }

    private static ScenarioReport play(Map<String, Object> each) throws IOException {
        List<Object> steps = new ArrayList<>(steps(each.get("before")));
        Map<String, Object> open = step("open", "t");
        open.putAll(Map.of("by", "kim", "agent", "ada", "intent", "assist"));
        if (each.containsKey("asks")) {
            open.put("instruction", each.get("asks"));
        }
        steps.add(open);
        map(each.getOrDefault("reads", Map.of())).forEach((what, result) -> steps.add(read(what, result)));
        steps.addAll(steps(each.get("then")));
        List<String> tools =
                each.keySet().stream().filter(key -> !KEYS.contains(key)).toList();
        assertThat(tools).as("the call of %s", each).hasSize(1);
        Map<String, Object> call = call(tools.getFirst());
        call.put("args", each.get(tools.getFirst()));
        call.put(
                "expect",
                each.containsKey("held")
                        ? Map.of(
                                "verdict",
                                "hold",
                                "code",
                                each.get("held"),
                                "rule",
                                each.getOrDefault("rule", "FLOW-1"))
                        : "permit");
        steps.add(call);
        var story = new LinkedHashMap<>(CAST);
        story.put("scenarios", List.of(Map.of("name", each.get("name"), "steps", steps)));
        String text =
                new Dump(DumpSettings.builder().setDereferenceAliases(true).build()).dumpToString(story);
        return ScenarioSuite.run(
                bundle(String.valueOf(each.getOrDefault("tier", "default"))),
                new MemoryTree(Map.of("tests/one.yaml", text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<Object> steps(@Nullable Object steps) {
        List<Object> all = new ArrayList<>();
        for (Object step : steps == null ? List.of() : (List<?>) steps) {
            all.addAll(map(step).containsKey("register") ? registering(map(step)) : List.of(step));
        }
        return all;
    }

    /** The steps in which a payee is added: with a {@code refused} approval, or none ({@code approver: nobody}), it stays held. */
    private static List<Object> registering(Map<String, Object> step) {
        List<Object> steps = new ArrayList<>();
        Object account = step.get("register");
        Object by = step.getOrDefault("by", "ada");
        Object name = step.getOrDefault("as", "added");
        Object task = step.getOrDefault("task", name);
        if (!step.containsKey("task")) {
            steps.add(Map.of("open", task, "by", "kim", "agent", by, "intent", "assist"));
        }
        Object args = step.getOrDefault("args", Map.of("name", "Dora", "account", account));
        Map<String, Object> held = step("call", "desk/" + step.getOrDefault("tool", "add-payee"));
        held.putAll(Map.of("by", by, "task", task, "args", args));
        Map<String, Object> made = new LinkedHashMap<>(held);
        held.putAll(Map.of(
                "as", name, "expect", Map.of("verdict", "hold", "rule", "PAYEE-1", "code", "approval-required")));
        steps.add(held);
        Object approver = step.getOrDefault("approver", "rita");
        if (step.containsKey("refused")) {
            steps.add(Map.of("approve", name, "by", approver, "expect", step.get("refused")));
        } else if (!approver.equals("nobody")) {
            steps.add(Map.of("approve", name, "by", approver));
            made.putAll(Map.of("result", Map.of("id", name), "outcome", step.getOrDefault("outcome", "succeeded")));
            made.put("as", name + "-made");
            steps.add(made);
        }
        return steps;
    }

    private static Map<String, Object> step(String kind, String name) {
        var step = new LinkedHashMap<String, Object>();
        step.put(kind, name);
        return step;
    }

    private static Map<String, Object> call(String tool) {
        Map<String, Object> call = step("call", "desk/" + tool);
        call.putAll(Map.of("by", "ada", "task", "t"));
        return call;
    }

    private static Map<String, Object> read(String what, Object result) {
        int space = what.indexOf(' ');
        String tool = space < 0 ? what : what.substring(0, space);
        String of = space < 0 ? "" : what.substring(space + 1);
        Map<String, Object> call = call(tool.equals("note") ? "recall" : tool);
        switch (tool) {
            case "file" -> call.put("args", Map.of("name", of));
            case "page" -> call.put("args", Map.of("url", of));
            case "mail" -> {
                int comma = of.indexOf(", ");
                call.put(
                        "result",
                        Map.of("from", of.substring(0, comma), "subject", of.substring(comma + 2), "body", result));
            }
            default -> {
                if (!of.isEmpty()) {
                    call.put("args", Map.of("query", of));
                }
            }
        }
        if (result instanceof String && !tool.equals("mail")) {
            call.put("text", result);
        } else if (result instanceof Map) {
            call.put("result", result);
        } else if (result instanceof List) {
            call.put("result", Map.of(tool.equals("chat") ? "messages" : tool, result));
        }
        return call;
    }

    private static PolicyBundle.Compiled bundle(String tier) throws IOException {
        PolicyBundle.Compiled known = BUNDLES.get(tier);
        if (known == null) {
            String text = Files.readString(FOLDER.resolve("interlock.yaml")).replace("tier: default", "tier: " + tier);
            known = Bundles.compiled(new MemoryTree(Map.of("interlock.yaml", text.getBytes(StandardCharsets.UTF_8))));
            BUNDLES.put(tier, known);
        }
        return known;
    }

    private static List<Map<String, Object>> cases(String folder) throws IOException {
        List<Map<String, Object>> cases = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            for (Path file : files.sorted().toList()) {
                Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
                ((List<?>) read).forEach(each -> cases.add(map(each)));
            }
        }
        return cases;
    }

    @SuppressWarnings("unchecked") // the cases are read from files of this project, and a wrong one fails
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
