package dev.interlock.policy.scenario;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the steps of one scenario, in order: a name can be used once a step before has given it. */
final class StepReader {

    private static final List<String> KINDS = List.of(
            "open",
            "call",
            "observe",
            "settle",
            "reconcile",
            "approve",
            "reject",
            "withdraw",
            "delegate",
            "close",
            "cancel",
            "break-glass",
            "confirm",
            "review",
            "advance");

    private static final Map<String, Boolean> REVIEWS = new TreeMap<>(Map.of("accepted", true, "disputed", false));

    private static final Map<String, Step.Code> TYPED =
            new TreeMap<>(Map.of("right", Step.Code.RIGHT, "wrong", Step.Code.WRONG, "none", Step.Code.NONE));

    private final PolicyBundle.Compiled bundle;
    private final SortedMap<String, Member> cast;
    private final Diagnostics diagnostics;
    private final Values values;
    private final StepNames names;
    private final ExpectedReader expected;

    StepReader(PolicyBundle.Compiled bundle, SortedMap<String, Member> cast, Diagnostics diagnostics) {
        this.bundle = bundle;
        this.cast = cast;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
        this.names = new StepNames(diagnostics);
        this.expected = new ExpectedReader(bundle, names, diagnostics);
    }

    Optional<Step> read(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "a step", diagnostics);
        List<String> kinds = KINDS.stream().filter(fields::has).toList();
        if (kinds.size() != 1) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    kinds.isEmpty() ? "a step in which nothing happens" : "a step in which two things happen",
                    "give it one of "
                            + String.join(
                                    ", ", KINDS.stream().map(k -> "`" + k + "`").toList()));
            return Optional.empty();
        }
        String kind = kinds.get(0);
        Optional<Step> step = fields.take(kind).flatMap(value -> step(kind, value, fields));
        fields.finish();
        return step;
    }

    private Optional<Step> step(String kind, Node value, Fields fields) {
        if (kind.equals("advance")) {
            OptionalLong millis = values.duration(value, "`advance`");
            return millis.isPresent()
                    ? Optional.of(new Step.Advance(millis.getAsLong(), fields.place()))
                    : Optional.empty();
        }
        Optional<Node.Scalar> name = values.text(value, "`" + kind + "`");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind) {
            case "open" -> open(name.get(), fields);
            case "call" -> call(name.get(), fields);
            case "observe" -> observe(name.get(), fields);
            case "break-glass" -> breakGlass(name.get(), fields);
            case "confirm" -> {
                Optional<Member> by = member(fields);
                yield names.lane(name.get())
                        .flatMap(l -> by.map(b -> new Step.Confirm(l, b, expected.request(fields), fields.place())));
            }
            case "review" -> {
                Optional<Member> by = member(fields);
                boolean accept = fields.take("outcome")
                        .flatMap(n -> values.choice(n, "`outcome`", REVIEWS))
                        .orElse(true);
                yield names.lane(name.get())
                        .flatMap(l ->
                                by.map(b -> new Step.Review(l, b, accept, expected.request(fields), fields.place())));
            }
            case "settle" -> {
                Step.Outcome outcome = outcome(fields);
                yield names.call(name.get())
                        .map(c -> new Step.Settle(c, outcome, expected.request(fields), fields.place()));
            }
            case "reconcile" -> {
                Step.Outcome outcome = outcome(fields);
                Optional<Member> by = member(fields);
                yield names.call(name.get())
                        .flatMap(c -> by.map(
                                b -> new Step.Reconcile(c, b, outcome, expected.request(fields), fields.place())));
            }
            case "approve", "reject" -> answer(name.get(), kind.equals("approve"), fields);
            case "withdraw" -> {
                Optional<Member> by = member(fields);
                yield names.call(name.get())
                        .flatMap(c -> by.map(b -> new Step.Withdraw(c, b, expected.request(fields), fields.place())));
            }
            case "delegate" -> delegate(name.get(), fields);
            default -> {
                Optional<Member> by = member(fields);
                EndReason reason = kind.equals("close") ? EndReason.CLOSED : EndReason.CANCELLED;
                yield names.task(name.get())
                        .flatMap(
                                t -> by.map(b -> new Step.End(t, b, reason, expected.request(fields), fields.place())));
            }
        };
    }

    private Optional<Step> answer(Node.Scalar call, boolean approve, Fields fields) {
        Optional<Member> by = member(fields);
        Step.Code code = approve
                ? fields.take("code")
                        .flatMap(n -> values.choice(n, "`code`", TYPED))
                        .orElse(Step.Code.RIGHT)
                : Step.Code.NONE;
        return names.call(call)
                .flatMap(c ->
                        by.map(b -> new Step.Answer(c, b, approve, code, expected.request(fields), fields.place())));
    }

    private Optional<Step> delegate(Node.Scalar group, Fields fields) {
        Optional<Member> by = member(fields);
        Optional<Member> to =
                fields.require("to", "say who may answer, such as `to: dana`").flatMap(this::member);
        OptionalLong millis = fields.require("for", "say for how long, such as `for: 2d`")
                .map(n -> values.duration(n, "`for`"))
                .orElse(OptionalLong.empty());
        Expected.OfRequest awaited = expected.request(fields);
        return millis.isEmpty()
                ? Optional.empty()
                : by.flatMap(b -> to.map(
                        t -> new Step.Delegate(group.value(), b, t, millis.getAsLong(), awaited, fields.place())));
    }

    private Optional<Step> open(Node.Scalar name, Fields fields) {
        Optional<Member> by = member(fields);
        Optional<Member> agent = fields.has("agent") ? fields.take("agent").flatMap(this::member) : by;
        Optional<String> intent = fields.require("intent", "name the intent of the task")
                .flatMap(n -> values.text(n, "`intent`"))
                .map(Node.Scalar::value);
        Optional<String> instruction = fields.take("instruction")
                .flatMap(n -> values.text(n, "`instruction`"))
                .map(Node.Scalar::value);
        Optional<String> parent =
                fields.take("parent").flatMap(n -> values.text(n, "`parent`")).flatMap(names::task);
        List<Key> objects = new ArrayList<>();
        fields.take("objects")
                .ifPresent(n -> values.texts(n, "an object").forEach(s -> key(s).ifPresent(objects::add)));
        OptionalLong time = OptionalLong.empty();
        Optional<Node> timeNode = fields.take("time");
        if (timeNode.isPresent()) {
            time = values.duration(timeNode.get(), "`time`");
        }
        OptionalInt most = OptionalInt.empty();
        Optional<Node> callsNode = fields.take("calls");
        if (callsNode.isPresent()) {
            OptionalLong number = values.integer(callsNode.get(), "`calls`", 1, 1_000_000);
            most = number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : most;
        }
        Expected.OfRequest awaited = expected.request(fields);
        names.defineTask(name);
        if (by.isEmpty() || agent.isEmpty() || intent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Step.Open(
                name.value(),
                by.get(),
                agent.get(),
                parent,
                intent.get(),
                instruction,
                objects,
                time,
                most,
                awaited,
                fields.place()));
    }

    private Optional<Step> breakGlass(Node.Scalar name, Fields fields) {
        Optional<Member> by = member(fields);
        Optional<Member> agent = fields.require("agent", "say who acts in it, such as `agent: ada`")
                .flatMap(this::member);
        SortedSet<String> duties = new TreeSet<>();
        fields.take("duties").ifPresent(n -> values.texts(n, "a duty").forEach(duty -> duties.add(duty.value())));
        List<Key> objects = new ArrayList<>();
        fields.take("objects")
                .ifPresent(n -> values.texts(n, "an object").forEach(s -> key(s).ifPresent(objects::add)));
        Optional<Node> timeNode = fields.take("time");
        OptionalLong time = timeNode.isPresent() ? values.duration(timeNode.get(), "`time`") : OptionalLong.empty();
        Optional<String> ticket =
                fields.take("ticket").flatMap(n -> values.text(n, "`ticket`")).map(Node.Scalar::value);
        Expected.OfRequest awaited = expected.request(fields);
        names.defineLane(name);
        if (by.isEmpty() || agent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Step.BreakGlass(
                name.value(),
                by.get(),
                agent.get(),
                new LaneScope(duties, objects),
                time,
                ticket,
                awaited,
                fields.place()));
    }

    private Optional<Step> call(Node.Scalar tool, Fields fields) {
        int slash = slash(tool, "call");
        if (slash < 0) {
            return Optional.empty();
        }
        Optional<Member> by = member(fields);
        Optional<String> runtime =
                fields.take("runtime").flatMap(n -> values.text(n, "`runtime`")).map(Node.Scalar::value);
        Optional<String> task =
                fields.take("task").flatMap(n -> values.text(n, "`task`")).flatMap(names::task);
        Map<String, @Nullable Object> args = plain(fields, "args");
        String remedy = "name the call whose server asked, such as `continues: first`";
        Optional<Node> continued =
                fields.has("answers") ? fields.require("continues", remedy) : fields.take("continues");
        Optional<String> continues =
                continued.flatMap(n -> values.text(n, "`continues`")).flatMap(names::call);
        Map<String, @Nullable Object> answers = plain(fields, "answers");
        int distance = fields.take("distance")
                .flatMap(n -> values.thousandths(n, "`distance`", Distance.GREATEST))
                .orElse(0);
        Step.Outcome outcome = outcome(fields);
        Expected.OfCall awaited = expected.verdict(fields);
        Optional<Node.Scalar> name = fields.take("as").flatMap(n -> values.name(n, "a call"));
        name.ifPresent(names::defineCall);
        return by.map(b -> new Step.Call(
                name.map(Node.Scalar::value),
                b,
                runtime,
                task,
                tool.value().substring(0, slash),
                tool.value().substring(slash + 1),
                args,
                continues,
                answers,
                distance,
                outcome,
                awaited,
                fields.place()));
    }

    /** The end of the name of the server; -1 if the tool is not named by its server, which is reported. */
    private int slash(Node.Scalar tool, String kind) {
        int slash = tool.value().indexOf('/');
        if (slash > 0 && slash < tool.value().length() - 1) {
            return slash;
        }
        diagnostics.error(
                Check.BAD_VALUE,
                tool.place(),
                "`" + kind + "` names a tool by its server, not " + Diagnostics.quote(tool.value()),
                Suggestion.remedy(tool.value(), bundle.catalog().tools().keySet(), "write `server/tool`"));
        return -1;
    }

    private Optional<Step> observe(Node.Scalar tool, Fields fields) {
        int slash = slash(tool, "observe");
        Optional<Member> by = member(fields);
        Optional<String> source = fields.require("source", "say which source reports it, such as `source: erp-audit`")
                .flatMap(n -> values.text(n, "`source`"))
                .map(Node.Scalar::value);
        Optional<String> id =
                fields.take("id").flatMap(n -> values.text(n, "`id`")).map(Node.Scalar::value);
        Optional<String> runtime =
                fields.take("runtime").flatMap(n -> values.text(n, "`runtime`")).map(Node.Scalar::value);
        Map<String, @Nullable Object> args = plain(fields, "args");
        Map<String, @Nullable Object> result = plain(fields, "result");
        Optional<Set<String>> breaks = fields.take("breaks").map(n -> {
            Set<String> ids = new TreeSet<>();
            if (!(n instanceof Node.Sequence list) || !list.items().isEmpty()) {
                values.texts(n, "a rule").forEach(s -> expected.rule(s).ifPresent(ids::add));
            }
            return ids;
        });
        Expected.OfRequest awaited = expected.request(fields);
        Optional<Node.Scalar> name = fields.take("as").flatMap(n -> values.name(n, "an observation"));
        name.ifPresent(names::defineCall);
        if (slash < 0 || by.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Step.Observe(
                name.map(Node.Scalar::value),
                by.get(),
                runtime,
                source.get(),
                id,
                tool.value().substring(0, slash),
                tool.value().substring(slash + 1),
                args,
                result,
                breaks,
                awaited,
                fields.place()));
    }

    private Map<String, @Nullable Object> plain(Fields fields, String key) {
        return fields.take(key)
                .flatMap(n -> values.mapping(n, "`" + key + "`", "write `{vendor_id: V-1}`"))
                .map(PlainValues::map)
                .orElse(new TreeMap<>());
    }

    private Step.Outcome outcome(Fields fields) {
        Map<String, @Nullable Object> result = plain(fields, "result");
        Optional<String> words =
                fields.take("text").flatMap(n -> values.text(n, "`text`")).map(Node.Scalar::value);
        var succeeded = new Step.Succeeded(result, words);
        Map<String, Step.Outcome> outcomes = new TreeMap<>(Map.of(
                "succeeded",
                succeeded,
                "failed",
                new Step.Failed(),
                "unknown",
                new Step.Unknown(),
                "in-flight",
                new Step.InFlight()));
        return fields.take("outcome")
                .flatMap(n -> values.choice(n, "`outcome`", outcomes))
                .orElse(succeeded);
    }

    private Optional<Member> member(Fields fields) {
        return fields.require("by", "say who does it, such as `by: ada`").flatMap(this::member);
    }

    private Optional<Member> member(Node node) {
        return values.text(node, "`by`")
                .flatMap(s -> names.reference(s, cast.keySet(), "in the cast of this file"))
                .map(cast::get);
    }

    private Optional<Key> key(Node.Scalar scalar) {
        try {
            return Optional.of(Key.parse(scalar.value()));
        } catch (IllegalArgumentException e) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    scalar.place(),
                    Diagnostics.quote(scalar.value()) + " is not an object",
                    "write its type and id, such as `invoice/INV-1`");
            return Optional.empty();
        }
    }
}
