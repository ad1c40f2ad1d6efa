package dev.interlock.engine.codec;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Outcome;
import java.util.List;
import java.util.Optional;

/** The findings in {@link SampleEvents}. */
final class SampleFindings {

    /** A conflict with two recorded calls. */
    static final Finding CONFLICT = new Finding(
            "AP-01",
            FindingCode.DUTY_CONFLICT,
            Outcome.DENY,
            Optional.of(Key.parse("vendor/42")),
            Optional.of("owner"),
            List.of(new Witness(3, "vendor.create"), new Witness(4, "vendor.edit")),
            Optional.empty(),
            "");

    /** A conflict for what nobody registered, of the caller and of who made a recorded call. */
    static final Finding UNKNOWN = new Finding(
                    "AP-01",
                    FindingCode.DUTY_CONFLICT,
                    Outcome.DENY,
                    Optional.of(Key.parse("vendor/42")),
                    Optional.of("model"),
                    List.of(new Witness(3, "vendor.create")),
                    Optional.empty(),
                    "")
            .restingOn(List.of(UnknownAttribute.of(3, "origin"), UnknownAttribute.ofCaller("model")));

    /** A fault whose message may say what stood in an argument. */
    static final Fault FAULT = new Fault("args.amount", "`twelve` is an amount in words");

    /** A finding that says what the fault says. */
    static final Finding OF_FAULT = new Finding(
            "",
            FindingCode.ARGUMENT_INVALID,
            Outcome.DENY,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            FAULT.text());

    /** An approval that the call needs. */
    static final Finding APPROVAL = new Finding(
            "AP-02",
            FindingCode.APPROVAL_REQUIRED,
            Outcome.HOLD,
            Optional.of(Key.parse("payment/p-1")),
            Optional.empty(),
            List.of(),
            Optional.of(new Need(
                    Optional.of("ap-approvers"), 1, "another-line", List.of("chain", "owner", "origin"), 3_600_000)),
            "approval");

    /** An approval with all its terms. */
    static final Finding WITH_TERMS = new Finding(
            "AP-03",
            FindingCode.APPROVAL_REQUIRED,
            Outcome.HOLD,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.of(new Need(
                    Optional.of("ap-approvers"),
                    2,
                    "another-line",
                    List.of("owner"),
                    3_600_000,
                    new ApprovalTerms(
                            Optional.of("legal"),
                            1_800_000,
                            300_000,
                            Optional.of(new ApprovalTerms.Escalation(600_000, "controllers")),
                            true))),
            "");

    /** A budget that is spent, which is only noted. */
    static final Finding NOTED = new Finding(
            "",
            FindingCode.BUDGET_SPENT,
            Outcome.RECORD,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            "calls");

    /** A conflict that a late link completes. */
    static final Finding LATENT = new Finding(
            "SEC-01",
            FindingCode.DUTY_CONFLICT,
            Outcome.RECORD,
            Optional.of(Key.parse("role/x")),
            Optional.of("owner"),
            List.of(new Witness(3, "role.create"), new Witness(4, "role.use")),
            Optional.empty(),
            "accounting");

    private SampleFindings() {}
}
