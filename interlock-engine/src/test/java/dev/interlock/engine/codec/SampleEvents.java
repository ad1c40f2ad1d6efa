package dev.interlock.engine.codec;

import dev.interlock.engine.event.ActivatedProposal;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.DelegationEnd;
import dev.interlock.engine.event.Delivery;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.SuspendCause;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.BreakGlass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One story in which every kind of event and every field occurs: the source of the golden file. */
final class SampleEvents {

    static final Actor CLERK = Actor.of(Map.of(
            "runtime", AttributeValue.known("run-7"),
            "agent", AttributeValue.known("ap-clerk"),
            "chain", AttributeValue.known("task/2"),
            "owner", AttributeValue.known("finance"),
            "model", AttributeValue.unknown(),
            "origin", AttributeValue.known("maria")));

    static final Actor PERSON = Actor.of(Map.of(
            "runtime", AttributeValue.known("session-3"),
            "agent", AttributeValue.known("maria"),
            "model", AttributeValue.notApplicable()));

    private SampleEvents() {}

    static List<Recorded> all() {
        List<Event> events = List.of(
                new Event.BundleActivated("accounts-payable", "sha-256:b1", "maria"),
                new Event.TaskOpened(
                        1,
                        OptionalLong.of(0),
                        "ap-clerk",
                        "planner",
                        "pay-invoice",
                        "sha-256:1257",
                        "Pay \"invoice\" 7 – today",
                        AttributeValue.known("task/1"),
                        AttributeValue.unknown(),
                        AttributeValue.notApplicable(),
                        List.of(Key.parse("invoice/2026/7")),
                        1_795_000_900_000L,
                        300_000,
                        40,
                        true,
                        1_795_000_000_000L,
                        3),
                new Event.TaskAmended(
                        1,
                        PERSON,
                        List.of(Key.parse("invoice/2026/7")),
                        1_795_000_950_000L,
                        50,
                        "month end",
                        new TreeSet<>()),
                new Event.CallReserved(
                        3,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(SampleFindings.NOTED),
                        List.of(SampleFindings.APPROVAL),
                        List.of(9L, 12L)),
                new Event.CallHeld(
                        4,
                        4,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(SampleFindings.NOTED, SampleFindings.APPROVAL),
                        "sha-256:ca11"),
                new Event.CallDenied(5, 1, CLERK, SampleFacts.bareFacts(), List.of(SampleFindings.CONFLICT)),
                new Event.CallSettled(3, new Settlement.Succeeded(List.of(Key.parse("payment/p-1")))),
                new Event.CallSettled(3, new Settlement.Failed("refused upstream")),
                new Event.CallSettled(3, new Settlement.Unknown("timeout")),
                new Event.CallReconciled(
                        3,
                        new Settlement.Succeeded(List.of(Key.parse("payment/p-1"))),
                        PERSON,
                        "seen in the bank file"),
                new Event.HoldAnswered(
                        10, 4, true, PERSON, new TreeSet<>(List.of("ap-approvers", "controllers")), "checked by phone"),
                new Event.TaskEnded(1, EndReason.PARENT_ENDED, "planner"),
                new Event.LinkProposed(12, new Link.Values("owner", "finance", "accounting"), PERSON, "renamed"),
                new Event.LinkProposed(
                        13, new Link.Objects(Key.parse("role/y"), Key.parse("role/x")), PERSON, "copied by hand"),
                new Event.LinkAnswered(
                        12, true, PERSON, "as in the ticket", List.of(SampleFindings.LATENT), List.of(4L)),
                new Event.LinkAnswered(13, false, PERSON, "no copy", List.of(), List.of()),
                new Event.CallReserved(16, 1, CLERK, SampleFacts.copying(), List.of(), List.of(), List.of()),
                new Event.BundleProposed(17, "accounts-payable", "sha-256:b2", PERSON),
                new Event.BundleActivated(
                        "accounts-payable",
                        "sha-256:b2",
                        "vera",
                        Optional.of(new ActivatedProposal(17, "maria", true)),
                        Optional.empty()),
                new Event.CallObserved(
                        19,
                        "erp-audit",
                        "audit-4711",
                        PERSON,
                        SampleFacts.facts(),
                        List.of(Key.parse("payment/p-2")),
                        OptionalLong.of(1_794_999_000_000L),
                        List.of(SampleFindings.NOTED),
                        false),
                new Event.PlanDeclared(
                        1,
                        "clerk",
                        List.of(
                                new PlanStep(
                                        "create",
                                        "erp/create_vendor",
                                        new TreeSet<>(Set.of("vendor.create")),
                                        "high",
                                        List.of(Key.parse("vendor/new")),
                                        List.of("vendor"),
                                        List.of(),
                                        List.of("clerk")),
                                new PlanStep(
                                        "pay",
                                        "",
                                        new TreeSet<>(Set.of("payment.release")),
                                        "critical",
                                        List.of(Key.parse("vendor/new")),
                                        List.of(),
                                        List.of("create"),
                                        List.of())),
                        PlanKind.UNSATISFIABLE),
                new Event.CallReserved(
                        21, 1, CLERK, SampleFacts.facts(), List.of(), List.of(), List.of(), OptionalLong.of(3)),
                new Event.CallHeld(
                        22,
                        22,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(SampleFindings.APPROVAL),
                        "sha-256:ca12",
                        OptionalLong.of(21)),
                new Event.CallDenied(
                        23, 1, CLERK, SampleFacts.bareFacts(), List.of(SampleFindings.CONFLICT), OptionalLong.of(21)),
                new Event.CallSettled(
                        22,
                        new Settlement.Succeeded(List.of()),
                        Optional.of(new Delivery(false, new TreeSet<>(List.of("label/internal")), List.of()))),
                new Event.CallSettled(
                        23,
                        new Settlement.Failed("the tool refused"),
                        Optional.of(new Delivery(true, new TreeSet<>(), List.of(SampleFindings.CONFLICT)))),
                new LeaseEvent.Issued(
                        26,
                        1,
                        OptionalLong.of(21),
                        CLERK,
                        "reports",
                        "postgres",
                        new TreeMap<>(Map.of("role", "il_26", "database", "reports")),
                        true,
                        1_795_000_800_000L),
                new LeaseEvent.Issued(
                        27,
                        1,
                        OptionalLong.empty(),
                        CLERK,
                        "task-token",
                        "task-token",
                        new TreeMap<>(),
                        false,
                        1_795_000_900_000L),
                new LeaseEvent.Renewed(27, 1_795_000_850_000L, "ap-clerk"),
                new LeaseEvent.Confirmed(26, LeaseStep.ISSUED),
                new LeaseEvent.Revoked(26, LeaseEnd.BY_HAND, "maria", "seen elsewhere"),
                new LeaseEvent.Confirmed(26, LeaseStep.WITHDRAWN),
                new AgentEvent.Suspended("ap-clerk", SuspendCause.BY_HAND, "maria", "acts strangely"),
                new AgentEvent.OwnerGone("finance", List.of("ap-clerk", "ap-bot"), "maria", "left"),
                new AgentEvent.ResumeProposed(34, Key.parse("agent/ap-clerk"), PERSON, "looked at"),
                new AgentEvent.ResumeAnswered(34, true, PERSON, "agreed"),
                new AgentEvent.PresentationRefused("token-ended", "/mcp/erp", OptionalLong.of(27), "ap-clerk", 3),
                new AgentEvent.PresentationRefused("token-signature", "/mcp/erp", OptionalLong.empty(), "", 1),
                new Event.CallReserved(
                        38,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(),
                        List.of(),
                        List.of(),
                        OptionalLong.empty(),
                        Optional.of(new ExternalRequest(
                                "mesh",
                                OptionalLong.of(1_795_000_300_000L),
                                Optional.of(new ExternalRequest.Request("retry-1", "sha-256:c0de")))),
                        List.of()),
                new Event.CallDenied(
                        39,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(SampleFindings.CONFLICT),
                        OptionalLong.empty(),
                        Optional.of(new ExternalRequest("mesh", OptionalLong.empty(), Optional.empty()))),
                new LaneEvent.Proposed(40, PERSON, "ap-clerk", scope(), 1_800_000, "payments are stuck", ""),
                new LaneEvent.Opened(
                        40,
                        42,
                        List.of(PERSON, PERSON.with("agent", AttributeValue.known("carl"))),
                        CLERK.with("runtime", AttributeValue.notApplicable()),
                        scope(),
                        "payments are stuck",
                        "INC-7",
                        1_795_001_800_000L,
                        "auditors",
                        86_400_000,
                        Optional.empty()),
                new Event.CallReserved(
                        43,
                        42,
                        CLERK,
                        SampleFacts.bareFacts(),
                        List.of(),
                        List.of(),
                        List.of(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        List.of(SampleFindings.CONFLICT)),
                new LaneEvent.Ended(40, EndReason.EXPIRED, "interlock"),
                new LaneEvent.ReviewOverdue(40),
                new LaneEvent.Reviewed(40, true, PERSON, "looked at each call"),
                new Event.CallHeld(
                        46, 46, 1, CLERK, SampleFacts.facts(), List.of(SampleFindings.WITH_TERMS), "sha-256:ca13"),
                new HoldEvent.Delegated(47, PERSON, "vera", "controllers", 1_795_001_000_000L, "on holiday"),
                new Event.HoldAnswered(
                        48,
                        46,
                        true,
                        PERSON,
                        new TreeSet<>(List.of("ap-approvers")),
                        "",
                        new AnswerContext(
                                true,
                                false,
                                Optional.of("chat"),
                                List.of(new AnswerContext.Delegated(47, PERSON, "controllers")))),
                new Event.HoldAnswered(
                        49,
                        46,
                        false,
                        CLERK,
                        new TreeSet<>(),
                        "sanctioned",
                        new AnswerContext(false, true, Optional.empty(), List.of())),
                new HoldEvent.Expired(46),
                new HoldEvent.Withdrawn(46, "ap-clerk", "not needed any more"),
                new HoldEvent.DelegationEnded(47, DelegationEnd.ENDED, "maria"),
                new Event.HoldAnswered(
                        53,
                        46,
                        true,
                        PERSON,
                        new TreeSet<>(List.of("ap-approvers")),
                        "",
                        new AnswerContext(
                                false, false, Optional.empty(), List.of(), OptionalLong.of(48), Optional.empty())),
                new LaneEvent.Opened(
                        54,
                        55,
                        List.of(PERSON),
                        CLERK.with("runtime", AttributeValue.notApplicable()),
                        scope(),
                        "payments are stuck again",
                        "INC-8",
                        1_795_001_900_000L,
                        "auditors",
                        3_600_000,
                        Optional.of("controllers")),
                new Event.CallSettled(
                        3, new Settlement.Existed(List.of(Key.parse("payment/p-1")), List.of(SampleFindings.NOTED))),
                new Event.CallSettled(3, new Settlement.Unknown("502", List.of(Key.parse("payment/p-1")))),
                new Event.CallConfirmed(
                        3,
                        new Settlement.Failed("not there"),
                        new Confirmation.Read("bank/get_payment", "sha-256:5ee9", 1_795_000_999_000L)),
                new Event.CallConfirmed(
                        3,
                        new Settlement.Succeeded(List.of(Key.parse("payment/p-1"))),
                        new Confirmation.Told("erp-audit", "4712", OptionalLong.of(1_794_999_000_000L))),
                new Event.CallHeld(
                        59,
                        59,
                        1,
                        CLERK,
                        SampleFacts.facts(),
                        List.of(SampleFindings.APPROVAL),
                        "sha-256:ca14",
                        OptionalLong.empty(),
                        Optional.empty(),
                        new FurtherArguments(
                                new TreeMap<>(Map.of("note", "please", "copies", 3L)),
                                new TreeMap<>(Map.of(
                                        "letter", new FurtherArguments.Digested(20_000, "sha-256:1e77"),
                                        "map", new FurtherArguments.Digested(2_000, "sha-256:3a9"))),
                                Optional.of(new FurtherArguments.Rest(12, "sha-256:4e57")))),
                new Event.CallRepeated(
                        3, List.of(SampleFindings.NOTED), List.of(SampleFindings.APPROVAL), List.of(9L, 12L)),
                new AgentEvent.DenialsCounted(5, 41),
                new SchemaSeen("erp/pay", "sha-256:5c1", List.of(), 0, Optional.empty()),
                new SchemaSeen(
                        "erp/pay",
                        "sha-256:5c2",
                        List.of("lines[*].amount", "vendor_id"),
                        3,
                        Optional.of("sha-256:5c1")),
                new Event.CallObserved(
                        64,
                        "erp-audit",
                        "audit-4712",
                        PERSON,
                        SampleFacts.copying(),
                        List.of(Key.parse("role/y")),
                        OptionalLong.empty(),
                        List.of(),
                        true),
                new ConfigurationRecorded(
                        65,
                        "sha-256:c1",
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of("ops"),
                        new TreeMap<>(Map.of(
                                "agent/ap-clerk",
                                new ConfigurationEntry(new TreeMap<>(Map.of(
                                        "owner", List.of("finance"), "intents", List.of("pay-invoice", "review")))),
                                "upstream/erp",
                                new ConfigurationEntry(
                                        new TreeMap<>(Map.of("kind", List.of("stdio"), "program", List.of("erp")))))),
                        List.of()),
                new ConfigurationRecorded(
                        66,
                        "sha-256:c0",
                        OptionalLong.of(65),
                        OptionalLong.of(41),
                        Optional.empty(),
                        new TreeMap<>(),
                        List.of("agent/ap-bot", "person/carl")),
                new Event.LinkProposed(67, new Link.Unknown("origin", "ap-clerk", "finance-desk"), PERSON, "asked"),
                new Event.CallDenied(68, 1, CLERK, SampleFacts.bareFacts(), List.of(SampleFindings.UNKNOWN)),
                new LedgerEvent.SnapshotTaken(69, "sha-256:5a95"),
                new LedgerEvent.AnchorUsed(),
                new LedgerEvent.Closed(LedgerDoubt.RESTORED, Optional.empty(), Optional.empty()),
                new LedgerEvent.Closed(
                        LedgerDoubt.BEHIND_ANCHOR,
                        Optional.of("sha-256:a0c4"),
                        Optional.of("payments.example.com\n70\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")),
                new LedgerEvent.Reopened(LedgerDoubt.ANCHOR_MISSING),
                new LedgerEvent.AcceptanceProposed(74, PERSON, "the disk of last night is lost"),
                new LedgerEvent.AcceptanceAnswered(74, true, PERSON, "as in the ticket", false),
                new LedgerEvent.AcceptanceAnswered(74, true, PERSON, "", true),
                new Event.BundleActivated("accounts-payable", "sha-256:b1", "start")
                        .at(ClockReading.of(1_795_000_000_077L, "0f5c2a4e", 90_000)),
                new ClockEvent.Agreed(ClockReading.of(1_795_000_000_078L, "77b1d3c9", 41_000)),
                new ClockEvent.Doubted(ClockDoubt.JUMPED, ClockReading.of(1_829_560_000_079L, "77b1d3c9", 42_000)),
                new ClockEvent.Confirmed(PERSON, ClockReading.ofWall(1_795_000_000_080L), 1, 3_600_000),
                faulty(),
                new LeaseEvent.Issued(
                        82,
                        42,
                        OptionalLong.empty(),
                        CLERK,
                        BreakGlass.CREDENTIAL,
                        BreakGlass.CREDENTIAL,
                        new TreeMap<>(Map.of(BreakGlass.DIGEST, "sha-256:c4ed", BreakGlass.GIVEN_TO, "vera")),
                        false,
                        1_795_000_800_000L),
                answered(83, new Presence.By.Login("corp", Optional.of("phr"))),
                answered(84, new Presence.By.Link()),
                new AgentEvent.PasskeyRegistered(
                        85,
                        "maria",
                        "phone",
                        "Y3JlZA",
                        "a2V5",
                        3,
                        Optional.of(new Presence(new Presence.By.Link(), 1_795_000_000_080L))),
                answered(86, new Presence.By.Passkey(85, 4)),
                new AgentEvent.PasskeyRemoved(85, "maria", "otto"),
                new Event.TaskAmended(
                        1,
                        PERSON,
                        List.of(),
                        1_795_000_950_000L,
                        50,
                        "read and cleared",
                        new TreeSet<>(List.of("label/private"))),
                new ContactWithdrawn(3, "maria", "the account was closed"));
        List<Recorded> records = new ArrayList<>();
        for (Event event : events) {
            records.add(new Recorded(records.size(), 1_795_000_000_000L + records.size(), "sha-256:b1", event));
        }
        return records;
    }

    /** An approval by a person who proved to be there. */
    private static Event answered(long number, Presence.By by) {
        return new Event.HoldAnswered(
                number,
                46,
                true,
                PERSON,
                new TreeSet<>(List.of("ap-approvers")),
                "",
                new AnswerContext(
                        true,
                        false,
                        Optional.empty(),
                        List.of(),
                        OptionalLong.empty(),
                        Optional.of(new Presence(by, 1_795_000_000_060L))));
    }

    /** A call whose finding says what its fault says. */
    static Event faulty() {
        return new Event.CallDenied(
                81, 1, CLERK, SampleFacts.bareFacts().with(SampleFindings.FAULT), List.of(SampleFindings.OF_FAULT));
    }

    private static LaneScope scope() {
        return new LaneScope(
                new TreeSet<>(List.of("payment.prepare", "payment.release")), List.of(Key.parse("vendor/42")));
    }
}
