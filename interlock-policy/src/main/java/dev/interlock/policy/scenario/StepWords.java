package dev.interlock.policy.scenario;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.model.Key;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Steps of scenarios and moves of stories in words: who does what. */
public final class StepWords {

    private StepWords() {}

    /** Words that an agent begins a task. */
    public static String begins(String by, String agent, String intent, Collection<Key> objects) {
        String who = by.equals(agent) ? agent + " begins" : by + " has " + agent + " begin";
        String about = objects.isEmpty()
                ? ""
                : " about " + objects.stream().map(Object::toString).collect(Collectors.joining(", "));
        return who + " `" + intent + "`" + about;
    }

    /** Words that an agent calls a tool. */
    public static String calls(String by, String tool, Map<String, ? extends @Nullable Object> args) {
        return by + " calls " + tool + (args.isEmpty() ? "" : " " + ScenarioText.value(args));
    }

    /** Words that time passes. */
    public static String passes(long millis) {
        return ScenarioText.duration(millis) + " pass";
    }

    static String of(Step step) {
        return switch (step) {
            case Step.Open open -> begins(open.by().name(), open.agent().name(), open.intent(), open.objects());
            case Step.Call call ->
                calls(call.by().name(), call.server() + "/" + call.tool(), call.arguments())
                        + call.continues()
                                .map(first -> ", as a continuation of `" + first + "`")
                                .orElse("");
            case Step.Observe told ->
                told.source() + " reports that "
                        + calls(told.by().name(), told.server() + "/" + told.tool(), told.args());
            case Step.Settle settle -> "`" + settle.call() + "` " + of(settle.outcome());
            case Step.Reconcile found ->
                found.by().name() + " finds out that `" + found.call() + "` " + of(found.outcome());
            case Step.Answer answer ->
                answer.by().name() + (answer.approve() ? " approves `" : " rejects `") + answer.call() + "`";
            case Step.Withdraw withdraw -> withdraw.by().name() + " withdraws `" + withdraw.call() + "`";
            case Step.Delegate delegate ->
                delegate.by().name() + " lets " + delegate.to().name() + " answer for `" + delegate.group() + "`";
            case Step.End end ->
                end.by().name() + (end.reason() == EndReason.CLOSED ? " closes" : " cancels") + " the task `"
                        + end.task() + "`";
            case Step.BreakGlass lane ->
                lane.by().name() + " opens the break-glass lane `" + lane.lane() + "` for "
                        + lane.agent().name();
            case Step.Confirm confirm -> confirm.by().name() + " confirms the lane `" + confirm.lane() + "`";
            case Step.Review review ->
                review.by().name() + " reviews the lane `" + review.lane() + "`: "
                        + (review.accept() ? "accepted" : "disputed");
            case Step.Advance advance -> passes(advance.millis());
        };
    }

    private static String of(Step.Outcome outcome) {
        return switch (outcome) {
            case Step.Succeeded succeeded -> "succeeds";
            case Step.Failed failed -> "fails";
            case Step.Unknown unknown -> "has an unknown outcome";
            case Step.InFlight open -> "is still in flight";
        };
    }
}
