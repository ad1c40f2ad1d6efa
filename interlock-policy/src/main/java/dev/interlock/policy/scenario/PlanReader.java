package dev.interlock.policy.scenario;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.plan.PlanSteps;
import dev.interlock.engine.state.Actors;
import dev.interlock.policy.catalog.PlannedCalls;
import dev.interlock.policy.catalog.PlannedCalls.Planned;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a plan file: {@code agents} and {@code people} as in a scenario file, and {@code plan}. */
final class PlanReader {

    private static final String SHAPE = "write a list, each item with `id` and `tool` or `duty`";

    private static final Pattern STEP = Pattern.compile("the step `([^`]+)`");

    private final PlannedCalls calls;
    private final Set<String> kinds;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Values values = new Values(diagnostics);
    private final SortedMap<String, Member> cast = new TreeMap<>();
    private final Map<String, Place> ids = new HashMap<>();
    private final List<PlanStep> steps = new ArrayList<>();

    PlanReader(PolicyBundle.Compiled bundle) {
        this.calls = new PlannedCalls(bundle.catalog());
        this.kinds = calls.kinds(bundle.engine().types().keySet());
    }

    PlanFile read(String path, String text) {
        YamlTree tree = YamlReader.read(new SourceFile(path, text));
        tree.problems().forEach(diagnostics::add);
        tree.root()
                .flatMap(root -> values.mapping(root, "a plan file", "write `agents`, `people` and `plan`"))
                .ifPresent(this::file);
        Map<Caller, Actor> actors = new HashMap<>();
        for (Member member : cast.values()) {
            Caller caller = member.at(Optional.empty());
            actors.put(caller, Actors.outside(caller));
        }
        return new PlanFile(steps, actors, diagnostics.sorted());
    }

    private void file(Node.Mapping root) {
        Fields fields = new Fields(root, "a plan file", diagnostics);
        cast.putAll(new CastReader(diagnostics).read(fields));
        Optional<Node.Sequence> list = fields.require("plan", SHAPE).flatMap(n -> values.list(n, "`plan`", SHAPE));
        fields.finish();
        if (list.isEmpty()) {
            return;
        }
        List<Node> items = list.get().items();
        if (items.size() > PlanSteps.MOST) {
            // said once, and not of each of ten thousand
            diagnostics.error(
                    Check.TOO_LARGE,
                    list.get().place(),
                    "a plan can have at most " + PlanSteps.MOST + " steps, but this one has " + items.size(),
                    "plan the next steps now and the rest later");
            return;
        }
        items.forEach(item ->
                values.mapping(item, "a step", "write `{id: ..., tool: ...}`").ifPresent(this::step));
        list.get().items().forEach(this::checkAfter);
        if (diagnostics.errors() == 0) {
            PlanSteps.fault(steps)
                    .ifPresent(fault -> diagnostics.error(
                            Check.BAD_VALUE, place(fault, list.get()), before(fault, ": "), after(fault, ": ")));
        }
    }

    private void step(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "a step", diagnostics);
        Optional<Node.Scalar> id = fields.require("id", "give the step a name").flatMap(n -> values.name(n, "a step"));
        Optional<Node.Scalar> tool = fields.take("tool").flatMap(n -> values.text(n, "`tool`"));
        Optional<Node.Scalar> duty = fields.take("duty").flatMap(n -> values.text(n, "`duty`"));
        List<Key> objects = new ArrayList<>();
        for (Node.Scalar object : texts(fields, "objects")) {
            Optional<String> wrong = PlannedCalls.misspelling(object.value(), kinds);
            if (wrong.isPresent()) {
                diagnostics.error(Check.BAD_VALUE, object.place(), wrong.get(), "name it as the bundle does");
            } else {
                objects.add(Key.parse(object.value()));
            }
        }
        List<String> by = new ArrayList<>();
        for (Node.Scalar name : texts(fields, "by")) {
            if (!cast.containsKey(name.value())) {
                diagnostics.error(
                        Check.BAD_VALUE,
                        name.place(),
                        "no one in the cast is called " + Diagnostics.quote(name.value()),
                        Suggestion.remedy(name.value(), cast.keySet(), "add it to `agents`"));
            }
            by.add(name.value());
        }
        List<String> after =
                texts(fields, "after").stream().map(Node.Scalar::value).toList();
        fields.finish();
        if (id.isEmpty()) {
            return;
        }
        if (ids.putIfAbsent(id.get().value(), id.get().place()) != null) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    id.get().place(),
                    "two steps are called " + Diagnostics.quote(id.get().value()),
                    "give each step a unique id");
            return;
        }
        if (tool.isPresent() == duty.isPresent()) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    tool.isPresent() ? "a step with both `tool` and `duty`" : "a step without `tool` or `duty`",
                    "name the tool it calls, or the duty that any tool may carry out");
            return;
        }
        Node.Scalar named = tool.or(() -> duty).orElseThrow();
        Planned planned = tool.isPresent()
                ? calls.ofTool(id.get().value(), named.value(), objects, after, by)
                : calls.ofDuty(id.get().value(), named.value(), objects, after, by);
        switch (planned) {
            case Planned.Step step -> steps.add(step.step());
            case Planned.Wrong wrong ->
                diagnostics.error(Check.BAD_VALUE, named.place(), wrong.message(), wrong.remedy());
        }
    }

    private List<Node.Scalar> texts(Fields fields, String key) {
        return fields.take(key).map(n -> values.texts(n, "`" + key + "`")).orElse(List.of());
    }

    /** Checks the steps that a step comes after. They may be written below it, so that this comes last. */
    private void checkAfter(Node item) {
        if (item instanceof Node.Mapping mapping && mapping.get("after").isPresent()) {
            for (Node.Scalar before :
                    new Values(new Diagnostics()).texts(mapping.get("after").get(), "`after`")) {
                if (!ids.containsKey(before.value())) {
                    diagnostics.error(
                            Check.BAD_VALUE,
                            before.place(),
                            "no step is called " + Diagnostics.quote(before.value()),
                            Suggestion.remedy(before.value(), ids.keySet(), "add it"));
                }
            }
        }
    }

    /** The place of the step that a fault is about, which is the first that it names. */
    private Place place(String fault, Node otherwise) {
        Matcher step = STEP.matcher(fault);
        return step.find() ? ids.getOrDefault(step.group(1), otherwise.place()) : otherwise.place();
    }

    private static String before(String text, String mark) {
        return text.contains(mark) ? text.substring(0, text.lastIndexOf(mark)) : text;
    }

    private static String after(String text, String mark) {
        return text.contains(mark) ? text.substring(text.lastIndexOf(mark) + mark.length()) : "correct the plan";
    }
}
