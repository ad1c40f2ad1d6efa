package dev.interlock.server.domain;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Asking;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.secret.SecretScan;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Commands looked through for standing secrets before they are decided, whoever says them: agents, people, sources, enforcement points,
 * servers. The one place in which that happens to free texts; the arguments of calls are looked through where they become facts.
 *
 * <p>A text is recorded without the secret. What is a name, such as an idempotency key or the id of an observation, is refused: two names
 * with a word in their place would be one.
 */
final class CommandSecrets {

    private final SecretScan scan;

    CommandSecrets(SecretScan scan) {
        this.scan = scan;
    }

    /** A command that was looked through. */
    sealed interface Seen {

        /** The command as it may be recorded. */
        record Clean(Command command) implements Seen {}

        /** The command holds a secret where a name belongs. */
        record Refused(Answer.Refused why) implements Seen {}
    }

    /** The results, one for each command, in their order. */
    List<Seen> all(List<Command> commands) {
        return commands.stream().map(this::seen).toList();
    }

    /** The commands that may be decided. */
    static List<Command> clean(List<Seen> all) {
        return all.stream()
                .flatMap(seen -> seen instanceof Seen.Clean clean ? Stream.of(clean.command()) : Stream.empty())
                .toList();
    }

    /** The results of all commands, in their order, from the results of those that may be decided. */
    static List<BatchResult> merged(List<Seen> all, List<BatchResult> ofClean) {
        Iterator<BatchResult> next = ofClean.iterator();
        return all.stream()
                .map(seen -> switch (seen) {
                    case Seen.Clean clean -> next.next();
                    case Seen.Refused refused -> new BatchResult.Answered(Reply.ofNothing(refused.why()));
                })
                .toList();
    }

    Seen seen(Command command) {
        return switch (command) {
            case Command.OpenTask open ->
                holdsOne(open.objects())
                        ? refused("objects")
                        : clean(new Command.OpenTask(
                                open.opener(),
                                open.parent(),
                                open.agent(),
                                open.intent(),
                                open.instructionDigest(),
                                text(open.instruction()),
                                open.objects(),
                                open.timeMillis(),
                                open.calls()));
            case Command.AmendTask amend ->
                holdsOne(amend.objects().orElse(List.of()))
                        ? refused("objects")
                        : clean(new Command.AmendTask(
                                amend.task(),
                                amend.by(),
                                amend.objects(),
                                amend.timeMillis(),
                                amend.calls(),
                                text(amend.reason()),
                                amend.declassify()));
            case Command.DeclarePlan declare ->
                holdsOne(declare.steps().toString()) ? refused("steps") : clean(declare);
            case Command.EndTask end -> clean(end);
            case Command.DecideCall call -> decide(call);
            case Command.SettleCall settle ->
                clean(new Command.SettleCall(settle.call(), settlement(settle.settlement()), settle.inspection()));
            case Command.ReportCall report ->
                clean(new Command.ReportCall(report.call(), report.by(), settlement(report.settlement())));
            case Command.ConfirmCall confirm ->
                holdsOne(confirm.settlement().named())
                        ? refused("result")
                        : clean(new Command.ConfirmCall(
                                confirm.call(),
                                settlement(confirm.settlement()),
                                confirm.read(),
                                confirm.finalMillis()));
            case Command.ReconcileCall reconcile ->
                holdsOne(reconcile.settlement().named()) ? refused("created") : clean(reconciled(reconcile));
            case Command.ReconcileCalls several ->
                several.calls().stream()
                                .anyMatch(call -> holdsOne(call.settlement().named()))
                        ? refused("created")
                        : clean(new Command.ReconcileCalls(
                                several.calls().stream().map(this::reconciled).toList()));
            case Command.AnswerHold answer -> clean(answer(answer));
            case Command.ProposeLink propose ->
                holdsOne(propose.what().toString())
                        ? refused("link")
                        : clean(new Command.ProposeLink(
                                propose.what(), propose.by(), text(propose.reason()), propose.agent()));
            case Command.AnswerLink answer ->
                clean(new Command.AnswerLink(
                        answer.link(), answer.by(), answer.confirm(), text(answer.comment()), answer.agent()));
            case Command.Observe observe -> observe(observe);
            case Command.ProposeBundle propose -> clean(propose);
            case Command.ActivateBundle activate -> clean(activate);
            case Command.SeeSchema seen ->
                clean(new Command.SeeSchema(
                        seen.tool(),
                        seen.digest(),
                        seen.names().stream().map(this::text).toList(),
                        seen.further()));
            case Command.WithdrawContact withdraw ->
                clean(new Command.WithdrawContact(withdraw.call(), withdraw.by(), text(withdraw.reason())));
            case Command.RecordConfiguration record -> configuration(record);
            case ClockCommand clock -> clean(clock);
            case Command.Tick tick -> clean(tick);
            case HoldCommand hold -> clean(hold(hold));
            case LeaseCommand lease -> clean(lease(lease));
            case LaneCommand lane ->
                lane instanceof LaneCommand.Propose propose
                                && holdsOne(propose.scope().objects())
                        ? refused("objects")
                        : clean(lane(lane));
            case AgentCommand agent -> clean(agent(agent));
            case LedgerCommand ledger -> clean(ledger(ledger));
        };
    }

    private static Seen clean(Command command) {
        return new Seen.Clean(command);
    }

    private static Seen refused(String name) {
        return new Seen.Refused(new Answer.Refused(
                RefusalCode.ARGUMENT_INVALID,
                "`" + name + "` holds a secret, which must not be recorded: choose another name"));
    }

    private Seen decide(Command.DecideCall call) {
        Optional<ExternalRequest.Request> request = call.asking().flatMap(Asking::request);
        if (request.isPresent() && holdsOne(request.get().key())) {
            return refused("idempotency key");
        }
        return clean(new Command.DecideCall(
                caller(call.caller()),
                call.task(),
                call.facts(),
                call.continues(),
                call.only(),
                call.asking(),
                call.further()));
    }

    /** A name is one part of a configuration, so it is refused; a text that holds a secret is recorded without it. */
    private Seen configuration(Command.RecordConfiguration command) {
        var entries = new TreeMap<String, ConfigurationEntry>();
        for (Map.Entry<String, ConfigurationEntry> entry : command.entries().entrySet()) {
            if (holdsOne(entry.getKey())) {
                return refused("name of an entry in the configuration");
            }
            var settings = new TreeMap<>(entry.getValue().settings());
            settings.replaceAll((name, texts) -> texts.stream().map(this::text).toList());
            entries.put(entry.getKey(), new ConfigurationEntry(settings));
        }
        return clean(new Command.RecordConfiguration(entries, command.user().map(this::text)));
    }

    private Seen observe(Command.Observe observe) {
        if (holdsOne(observe.id())) {
            return refused("id");
        }
        return holdsOne(observe.created())
                ? refused("result")
                : clean(new Command.Observe(
                        observe.source(),
                        observe.id(),
                        caller(observe.actor()),
                        observe.facts(),
                        observe.created(),
                        observe.outsideMillis(),
                        observe.call(),
                        observe.ambiguous()));
    }

    private Command.AnswerHold answer(Command.AnswerHold answer) {
        return new Command.AnswerHold(
                answer.hold(),
                answer.by(),
                answer.approve(),
                text(answer.comment()),
                answer.confirmation().map(this::text),
                answer.digest().map(this::text),
                answer.channel(),
                answer.delegators(),
                answer.presence());
    }

    private HoldCommand hold(HoldCommand command) {
        return switch (command) {
            case HoldCommand.Withdraw withdraw ->
                new HoldCommand.Withdraw(withdraw.hold(), withdraw.by(), text(withdraw.comment()));
            case HoldCommand.AnswerLike like ->
                new HoldCommand.AnswerLike(
                        like.answers().stream().map(this::answer).toList());
            case HoldCommand.Delegate delegate ->
                new HoldCommand.Delegate(
                        delegate.by(), delegate.to(), delegate.group(), delegate.millis(), text(delegate.reason()));
            case HoldCommand.EndDelegation end -> end;
            case HoldCommand.ReviewDelegations review -> review;
        };
    }

    private LeaseCommand lease(LeaseCommand command) {
        return switch (command) {
            case LeaseCommand.Issue issue ->
                new LeaseCommand.Issue(
                        issue.caller(),
                        issue.task(),
                        issue.call(),
                        issue.credential(),
                        issue.kind(),
                        texts(issue.binding()),
                        issue.outside(),
                        issue.timeMillis());
            case LeaseCommand.Renew renew -> renew;
            case LeaseCommand.Revoke revoke ->
                new LeaseCommand.Revoke(revoke.lease(), revoke.by(), text(revoke.comment()));
            case LeaseCommand.Confirm confirm -> confirm;
        };
    }

    private LaneCommand lane(LaneCommand command) {
        return switch (command) {
            case LaneCommand.Propose propose ->
                new LaneCommand.Propose(
                        propose.by(),
                        propose.agent(),
                        propose.scope(),
                        propose.timeMillis(),
                        text(propose.reason()),
                        propose.ticket().map(this::text));
            case LaneCommand.Confirm confirm -> confirm;
            case LaneCommand.Admit admit -> admit;
            case LaneCommand.End end -> end;
            case LaneCommand.Review review ->
                new LaneCommand.Review(review.lane(), review.by(), review.accept(), text(review.comment()));
        };
    }

    private LedgerCommand ledger(LedgerCommand command) {
        return switch (command) {
            case LedgerCommand.ProposeAcceptance propose ->
                new LedgerCommand.ProposeAcceptance(
                        propose.by(), text(propose.reason()), propose.singleAdministrator());
            case LedgerCommand.AnswerAcceptance answer ->
                new LedgerCommand.AnswerAcceptance(
                        answer.acceptance(), answer.by(), answer.confirm(), text(answer.comment()));
            case LedgerCommand.NoteSnapshot note -> note;
            case LedgerCommand.UseAnchor use -> use;
            case LedgerCommand.CheckLedger check -> check; // its notes are signed checkpoints, which are public
        };
    }

    private AgentCommand agent(AgentCommand command) {
        return switch (command) {
            case AgentCommand.Suspend suspend ->
                new AgentCommand.Suspend(suspend.agent(), suspend.by(), text(suspend.reason()));
            case AgentCommand.OwnerGone gone ->
                new AgentCommand.OwnerGone(gone.owner(), gone.agents(), gone.by(), text(gone.reason()));
            case AgentCommand.ProposeResume propose ->
                new AgentCommand.ProposeResume(propose.what(), propose.by(), text(propose.reason()));
            case AgentCommand.AnswerResume answer ->
                new AgentCommand.AnswerResume(
                        answer.resume(), answer.by(), answer.confirm(), text(answer.comment()), answer.registered());
            case AgentCommand.Refused refused ->
                new AgentCommand.Refused(
                        text(refused.reason()),
                        text(refused.where()),
                        refused.lease(),
                        refused.agent().map(this::text),
                        refused.times());
            case AgentCommand.Review review -> review;
            case AgentCommand.RegisterPasskey register ->
                new AgentCommand.RegisterPasskey(
                        register.by(),
                        text(register.name()),
                        register.credential(),
                        register.key(),
                        register.uses(),
                        register.presence());
            case AgentCommand.RemovePasskey remove -> remove;
        };
    }

    /** An object by a name that is secret is recorded by no name, so nobody can tell what became of the call. */
    private Settlement settlement(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> holdsOne(succeeded.created()) ? unnamed() : succeeded;
            case Settlement.Existed existed -> holdsOne(existed.named()) ? unnamed() : existed;
            case Settlement.Failed failed -> new Settlement.Failed(text(failed.reason()));
            case Settlement.Unknown unknown ->
                new Settlement.Unknown(
                        text(unknown.reason()),
                        unknown.named().stream()
                                .filter(object -> !holdsOne(List.of(object)))
                                .toList());
        };
    }

    private Command.ReconcileCall reconciled(Command.ReconcileCall reconcile) {
        return new Command.ReconcileCall(
                reconcile.call(),
                reconcile.by(),
                settlement(reconcile.settlement()),
                text(reconcile.reason()),
                reconcile.singleAdministrator());
    }

    private static Settlement unnamed() {
        return new Settlement.Unknown("an id in the result holds a secret, which must not be recorded");
    }

    /** The registry names parties; instances, and those whom no registry has, are named by others. */
    private Caller caller(Caller caller) {
        String name = text(caller.name());
        String runtime = text(caller.runtime());
        return name.equals(caller.name()) && runtime.equals(caller.runtime())
                ? caller
                : new Caller(
                        name,
                        runtime,
                        caller.kind(),
                        caller.root(),
                        caller.attributes(),
                        caller.groups(),
                        caller.implicitIntent(),
                        caller.intents());
    }

    private SortedMap<String, String> texts(SortedMap<String, String> all) {
        var without = new TreeMap<>(all);
        without.replaceAll((name, value) -> text(value));
        return without;
    }

    private String text(String text) {
        return SecretTexts.without(text, scan);
    }

    private boolean holdsOne(String text) {
        return !scan.find(text).isEmpty();
    }

    private boolean holdsOne(List<Key> keys) {
        return keys.stream().anyMatch(key -> holdsOne(key.value()));
    }
}
