package dev.interlock.cli.command.ledger;

import dev.interlock.cli.remote.RemoteCommand;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.render.Ids;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that pick events. Several together pick what fits them all. */
final class LedgerFilter {

    @Option(names = "--task", paramLabel = "ID", description = "Only entries of this task, such as t-12.")
    private @Nullable String task;

    @Option(names = "--call", paramLabel = "ID", description = "Only entries of this call, such as c-17.")
    private @Nullable String call;

    @Option(names = "--agent", paramLabel = "NAME", description = "Only entries about this agent or person.")
    private @Nullable String agent;

    @Option(
            names = "--tool",
            paramLabel = "T",
            description = "Only entries about this tool, given with or without its server.")
    private @Nullable String tool;

    private OptionalLong taskNumber = OptionalLong.empty();
    private OptionalLong callNumber = OptionalLong.empty();

    /** Reads the ids. */
    void check() throws WrongUsage {
        taskNumber = number('t', task, "--task");
        callNumber = number('c', call, "--call");
    }

    private static OptionalLong number(char kind, @Nullable String id, String option) throws WrongUsage {
        if (id == null) {
            return OptionalLong.empty();
        }
        OptionalLong number = Ids.parse(kind, id);
        if (number.isEmpty()) {
            throw new WrongUsage("`" + id + "` is not an id for " + option + "; write one such as `" + kind + "-12`");
        }
        return number;
    }

    /** Returns the filter as parameters of the API's list of entries. */
    String parameters() throws WrongUsage {
        if (tool != null) {
            throw new WrongUsage("--tool works only with a data folder; leave it out with --url");
        }
        return parameter("task", task) + parameter("call", call) + parameter("party", agent);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + RemoteCommand.segment(value);
    }

    boolean isEmpty() {
        return task == null && call == null && agent == null && tool == null;
    }

    boolean fits(Recorded recorded, LedgerReplayer history) {
        if (isEmpty()) {
            return true;
        }
        Event event = recorded.event();
        Event.@Nullable CallDecided decided = decided(event, history);
        return (callNumber.isEmpty() || ofCall(event, callNumber.getAsLong()))
                && (taskNumber.isEmpty() || taskOf(event, decided, history) == taskNumber.getAsLong())
                && (tool == null || isOf(tool, event, decided))
                && (agent == null || involves(event, decided, agent, history));
    }

    /** The decision that an event is about; null if it is about none. */
    private static Event.@Nullable CallDecided decided(Event event, LedgerReplayer history) {
        return switch (event) {
            case Event.CallDecided decided -> decided;
            case Event.CallRepeated repeated -> decidedAt(repeated.call(), history);
            case Event.CallSettled settled -> decidedAt(settled.call(), history);
            case Event.CallConfirmed confirmed -> decidedAt(confirmed.call(), history);
            case Event.CallReconciled reconciled -> decidedAt(reconciled.call(), history);
            case Event.HoldAnswered answered -> decidedAt(answered.hold(), history);
            case Event.LinkProposed proposed -> null;
            case Event.LinkAnswered answered -> null;
            case Event.BundleActivated activated -> null;
            case Event.BundleProposed proposed -> null;
            case Event.TaskOpened opened -> null;
            case Event.TaskAmended amended -> null;
            case Event.PlanDeclared declared -> null;
            case Event.TaskEnded ended -> null;
            case HoldEvent.OfHold hold -> decidedAt(hold.hold(), history);
            case HoldEvent.OfDelegation delegation -> null;
            case LeaseEvent lease -> null;
            case LaneEvent lane -> null;
            case AgentEvent.DenialsCounted counted -> decidedAt(counted.call(), history);
            case ContactWithdrawn withdrawn -> decidedAt(withdrawn.call(), history);
            case AgentEvent agent -> null;
            case SchemaSeen seen -> null;
            case ConfigurationRecorded configuration -> null;
            case LedgerEvent ledger -> null;
            case ClockEvent clock -> null;
        };
    }

    private static Event.@Nullable CallDecided decidedAt(long number, LedgerReplayer history) {
        return history.event(number).event() instanceof Event.CallDecided decided ? decided : null;
    }

    /** The opening event of the lease that an event is about. */
    private static LeaseEvent.Issued issued(LeaseEvent event, LedgerReplayer history) {
        return event instanceof LeaseEvent.Issued issued
                ? issued
                : (LeaseEvent.Issued) history.event(event.lease()).event();
    }

    private static boolean ofCall(Event event, long call) {
        return switch (event) {
            case Event.CallHeld held ->
                held.call() == call || held.hold() == call || held.continues().orElse(-1) == call;
            case Event.CallDecided decided ->
                decided.call() == call || decided.continues().orElse(-1) == call;
            case Event.CallRepeated repeated -> repeated.call() == call;
            case Event.CallSettled settled -> settled.call() == call;
            case Event.CallConfirmed confirmed -> confirmed.call() == call;
            case Event.CallReconciled reconciled -> reconciled.call() == call;
            case Event.HoldAnswered answered -> answered.hold() == call;
            case LeaseEvent.Issued lease -> lease.call().orElse(-1) == call;
            case HoldEvent.OfHold hold -> hold.hold() == call;
            case AgentEvent.DenialsCounted counted -> counted.call() == call;
            case ContactWithdrawn withdrawn -> withdrawn.call() == call;
            case Event.LinkProposed _,
                    Event.LinkAnswered _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.TaskEnded _,
                    HoldEvent.OfDelegation _,
                    LeaseEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ConfigurationRecorded _,
                    ClockEvent _,
                    LedgerEvent _ -> false;
        };
    }

    private static long taskOf(Event event, Event.@Nullable CallDecided decided, LedgerReplayer history) {
        if (decided != null) {
            return decided.task();
        }
        return switch (event) {
            case Event.TaskOpened opened -> opened.task();
            case Event.TaskAmended amended -> amended.task();
            case Event.PlanDeclared declared -> declared.task();
            case Event.TaskEnded ended -> ended.task();
            case LeaseEvent lease -> issued(lease, history).task();
            case LaneEvent.Opened lane -> lane.task();
            case Event.LinkProposed _,
                    Event.LinkAnswered _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.CallDecided _,
                    Event.CallRepeated _,
                    Event.CallSettled _,
                    Event.CallConfirmed _,
                    Event.CallReconciled _,
                    Event.HoldAnswered _,
                    HoldEvent _,
                    LaneEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ContactWithdrawn _,
                    ConfigurationRecorded _,
                    ClockEvent _,
                    LedgerEvent _ -> -1;
        };
    }

    private static boolean isOf(String tool, Event event, Event.@Nullable CallDecided decided) {
        return event instanceof SchemaSeen seen
                ? isTool(seen.tool(), tool)
                : decided != null && isTool(decided.facts().tool(), tool);
    }

    private static boolean isTool(String recorded, String asked) {
        return recorded.equals(asked) || recorded.endsWith("/" + asked);
    }

    /** Returns whether an entry of a party of this name was recorded, or the configuration is of this user. */
    private static boolean isAbout(ConfigurationRecorded record, String name) {
        return record.user().filter(name::equals).isPresent()
                || Stream.concat(record.changed().keySet().stream(), record.removed().stream())
                        .anyMatch(
                                entry -> entry.substring(entry.indexOf('/') + 1).equals(name));
    }

    private static boolean involves(
            Event event, Event.@Nullable CallDecided decided, String name, LedgerReplayer history) {
        boolean acted = switch (event) {
            case Event.BundleActivated e ->
                e.by().equals(name)
                        || e.proposal().filter(p -> p.by().equals(name)).isPresent();
            case Event.BundleProposed e -> e.by().name().equals(name);
            case Event.CallObserved e -> e.source().equals(name);
            case Event.TaskOpened e -> e.agent().equals(name) || e.openedBy().equals(name);
            case Event.TaskAmended e -> e.by().name().equals(name);
            case Event.PlanDeclared e -> e.by().equals(name);
            case Event.TaskEnded e -> e.by().equals(name);
            case Event.CallDecided e -> false; // below
            case Event.CallRepeated e -> false;
            case Event.CallSettled e -> false;
            case Event.CallConfirmed e ->
                e.by() instanceof Confirmation.Told told && told.source().equals(name);
            case Event.CallReconciled e -> e.by().name().equals(name);
            case Event.HoldAnswered e ->
                e.by().name().equals(name)
                        || e.how().delegated().stream()
                                .anyMatch(delegated -> delegated.by().name().equals(name));
            case HoldEvent.Expired e -> false;
            case HoldEvent.Withdrawn e -> e.by().equals(name);
            case HoldEvent.Delegated e -> e.by().name().equals(name) || e.to().equals(name);
            case HoldEvent.DelegationEnded e -> e.by().equals(name);
            case Event.LinkProposed e -> e.by().name().equals(name);
            case Event.LinkAnswered e -> e.by().name().equals(name);
            case LeaseEvent e ->
                issued(e, history).actor().name().equals(name)
                        || (e instanceof LeaseEvent.Revoked revoked
                                && revoked.by().equals(name));
            case LaneEvent.Proposed e -> e.agent().equals(name) || e.by().name().equals(name);
            case LaneEvent.Opened e ->
                e.agent().equals(name)
                        || e.openers().stream().anyMatch(opener -> opener.name().equals(name));
            case LaneEvent.Ended e -> e.by().equals(name);
            case LaneEvent.Reviewed e -> e.by().name().equals(name);
            case LaneEvent.ReviewOverdue e -> false;
            case AgentEvent.Suspended e -> e.agent().equals(name) || e.by().equals(name);
            case AgentEvent.OwnerGone e -> e.owner().equals(name) || e.agents().contains(name) || e.by().equals(name);
            case AgentEvent.ResumeProposed e ->
                e.what().value().equals(name) || e.by().name().equals(name);
            case AgentEvent.ResumeAnswered e -> e.by().name().equals(name);
            case AgentEvent.PresentationRefused e -> e.agent().equals(name);
            case AgentEvent.DenialsCounted e -> false;
            case AgentEvent.PasskeyRegistered e -> e.person().equals(name);
            case AgentEvent.PasskeyRemoved e -> e.person().equals(name) || e.by().equals(name);
            case SchemaSeen e -> false;
            case ContactWithdrawn e -> e.by().equals(name);
            case ConfigurationRecorded e -> isAbout(e, name);
            case LedgerEvent.AcceptanceProposed e -> e.by().name().equals(name);
            case LedgerEvent.AcceptanceAnswered e -> e.by().name().equals(name);
            case LedgerEvent e -> false;
            case ClockEvent.Confirmed e -> e.by().name().equals(name);
            case ClockEvent e -> false;
        };
        return acted || (decided != null && decided.actor().name().equals(name));
    }
}
