package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.Recorded;
import dev.interlock.testkit.generate.Cue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes a story with a difference shorter: drops commands as long as there still is a difference. */
public final class Shrinker {

    private final Story original;
    private final Subject.Factory factory;

    private Shrinker(Story original, Subject.Factory factory) {
        this.original = original;
        this.factory = factory;
    }

    public static Story shrink(Story story, Subject.Factory factory) {
        return story.difference().isEmpty() ? story : new Shrinker(story, factory).shrink();
    }

    private Story shrink() {
        List<Story.Scene> kept = new ArrayList<>(original.scenes());
        Story shortest = original;
        boolean shorter = true;
        while (shorter) {
            shorter = false;
            // Commands are dropped from the end, because what comes later depends on what comes before.
            for (int i = kept.size() - 2; i >= 0; i--) {
                List<Story.Scene> fewer = new ArrayList<>(kept);
                fewer.remove(i);
                Story story = replay(fewer);
                if (story.difference().isPresent()) {
                    shortest = story;
                    kept = new ArrayList<>(fewer.subList(0, story.scenes().size()));
                    i = Math.min(i, kept.size() - 1);
                    shorter = true;
                }
            }
        }
        return shortest;
    }

    /**
     * Plays some of the scenes. Numbers change when commands are dropped, so an event's number in the original is
     * followed to its new one.
     */
    private Story replay(List<Story.Scene> scenes) {
        Map<Long, Long> names = new HashMap<>();
        int[] next = {0};
        long[] lastFirst = {0};
        Story.Source source = recorded -> {
            if (next[0] > 0) {
                learn(scenes.get(next[0] - 1), lastFirst[0], recorded, names);
            }
            if (next[0] == scenes.size()) {
                return Optional.empty();
            }
            lastFirst[0] = recorded.size();
            Cue cue = scenes.get(next[0]++).cue();
            return Optional.of(new Cue(cue.atMillis(), renamed(cue.command(), names)));
        };
        return Story.play(original.world(), source, factory, (world, scene) -> {});
    }

    private static void learn(Story.Scene scene, long first, List<Recorded> recorded, Map<Long, Long> names) {
        for (int i = 0; i < scene.decision().events().size() && first + i < recorded.size(); i++) {
            names.put(scene.firstSeq() + i, first + i);
        }
    }

    private static Command renamed(Command command, Map<Long, Long> names) {
        return switch (command) {
            case Command.OpenTask c ->
                new Command.OpenTask(
                        c.opener(),
                        renamed(c.parent(), names),
                        c.agent(),
                        c.intent(),
                        c.instructionDigest(),
                        c.instruction(),
                        c.objects(),
                        c.timeMillis(),
                        c.calls());
            case Command.AmendTask c ->
                new Command.AmendTask(
                        renamed(c.task(), names),
                        c.by(),
                        c.objects(),
                        c.timeMillis(),
                        c.calls(),
                        c.reason(),
                        c.declassify());
            case Command.DeclarePlan c ->
                new Command.DeclarePlan(renamed(c.task(), names), c.by(), c.steps(), c.cast());
            case Command.EndTask c -> new Command.EndTask(renamed(c.task(), names), c.by(), c.reason());
            case Command.DecideCall c ->
                new Command.DecideCall(
                        c.caller(),
                        renamed(c.task(), names),
                        c.facts(),
                        renamed(c.continues(), names),
                        renamed(c.only(), names),
                        c.asking(),
                        c.further());
            case Command.SettleCall c ->
                new Command.SettleCall(renamed(c.call(), names), c.settlement(), c.inspection());
            case Command.ReportCall c -> new Command.ReportCall(renamed(c.call(), names), c.by(), c.settlement());
            case Command.ConfirmCall c ->
                new Command.ConfirmCall(renamed(c.call(), names), c.settlement(), c.read(), c.finalMillis());
            case Command.ReconcileCall c -> renamed(c, names);
            case Command.ReconcileCalls c ->
                new Command.ReconcileCalls(
                        c.calls().stream().map(one -> renamed(one, names)).toList());
            case Command.AnswerHold c -> renamed(c, names);
            case HoldCommand.AnswerLike c ->
                new HoldCommand.AnswerLike(
                        c.answers().stream().map(one -> renamed(one, names)).toList());
            case HoldCommand.Withdraw c -> new HoldCommand.Withdraw(renamed(c.hold(), names), c.by(), c.comment());
            case HoldCommand.Delegate c -> c;
            case HoldCommand.EndDelegation c ->
                new HoldCommand.EndDelegation(renamed(c.delegation(), names), c.by(), c.administrator());
            case HoldCommand.ReviewDelegations c -> c;
            case Command.ProposeLink c -> c;
            case LedgerCommand.AnswerAcceptance c ->
                new LedgerCommand.AnswerAcceptance(renamed(c.acceptance(), names), c.by(), c.confirm(), c.comment());
            case LedgerCommand c -> c;
            case Command.SeeSchema c -> c;
            case Command.WithdrawContact c -> new Command.WithdrawContact(renamed(c.call(), names), c.by(), c.reason());
            case Command.RecordConfiguration c -> c;
            case ClockCommand c -> c;
            case Command.AnswerLink c ->
                new Command.AnswerLink(renamed(c.link(), names), c.by(), c.confirm(), c.comment(), c.agent());
            case Command.Observe c ->
                new Command.Observe(
                        c.source(),
                        c.id(),
                        c.actor(),
                        c.facts(),
                        c.created(),
                        c.outsideMillis(),
                        renamed(c.call(), names),
                        c.ambiguous());
            case Command.ProposeBundle c -> c;
            case Command.ActivateBundle c -> c;
            case LeaseCommand.Issue c ->
                new LeaseCommand.Issue(
                        c.caller(),
                        renamed(c.task(), names),
                        renamed(c.call(), names),
                        c.credential(),
                        c.kind(),
                        c.binding(),
                        c.outside(),
                        c.timeMillis());
            case LeaseCommand.Renew c -> new LeaseCommand.Renew(renamed(c.lease(), names), c.caller(), c.timeMillis());
            case LeaseCommand.Revoke c -> new LeaseCommand.Revoke(renamed(c.lease(), names), c.by(), c.comment());
            case LeaseCommand.Confirm c -> new LeaseCommand.Confirm(renamed(c.lease(), names), c.step());
            case LaneCommand.Propose c -> c;
            case LaneCommand.Confirm c -> new LaneCommand.Confirm(renamed(c.lane(), names), c.by(), c.agent());
            case LaneCommand.Admit c ->
                new LaneCommand.Admit(renamed(c.lane(), names), c.by(), c.instance(), c.digest());
            case LaneCommand.End c -> new LaneCommand.End(renamed(c.lane(), names), c.by());
            case LaneCommand.Review c ->
                new LaneCommand.Review(renamed(c.lane(), names), c.by(), c.accept(), c.comment());
            case AgentCommand.Suspend c -> c;
            case AgentCommand.OwnerGone c -> c;
            case AgentCommand.ProposeResume c -> c;
            case AgentCommand.AnswerResume c ->
                new AgentCommand.AnswerResume(
                        renamed(c.resume(), names), c.by(), c.confirm(), c.comment(), c.registered());
            case AgentCommand.Review c -> c;
            case AgentCommand.RegisterPasskey c -> c;
            case AgentCommand.RemovePasskey c ->
                new AgentCommand.RemovePasskey(renamed(c.passkey(), names), c.person(), c.by());
            case AgentCommand.Refused c ->
                new AgentCommand.Refused(c.reason(), c.where(), renamed(c.lease(), names), c.agent(), c.times());
            case Command.Tick c -> c;
        };
    }

    private static Command.ReconcileCall renamed(Command.ReconcileCall c, Map<Long, Long> names) {
        return new Command.ReconcileCall(
                renamed(c.call(), names), c.by(), c.settlement(), c.reason(), c.singleAdministrator());
    }

    private static Command.AnswerHold renamed(Command.AnswerHold c, Map<Long, Long> names) {
        return new Command.AnswerHold(
                renamed(c.hold(), names),
                c.by(),
                c.approve(),
                c.comment(),
                c.confirmation(),
                c.digest(),
                c.channel(),
                c.delegators(),
                c.presence());
    }

    private static OptionalLong renamed(OptionalLong name, Map<Long, Long> names) {
        return name.isEmpty() ? name : OptionalLong.of(renamed(name.getAsLong(), names));
    }

    /** The number of an event that is gone becomes one that nothing has. */
    private static long renamed(long name, Map<Long, Long> names) {
        return names.getOrDefault(name, 1_000_000L + name);
    }
}
