package dev.interlock.engine.codec;

import dev.interlock.engine.codec.CodecException.Problem;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recorded events as plain values, which the ledger writes as canonical JSON (RFC 8785): the form in which an auditor
 * reads them. Every record has {@code v} (version of this encoding), {@code type}, {@code seq}, {@code time}
 * (milliseconds since 1970) and {@code bundle} (digest), and the fields of its event beside them. Lists, maps and
 * optional fields that are empty are left out; numbers are integers within 2^53-1; keys are written
 * {@code kind/value}.
 *
 * <p>The two directions are each other's inverse: one event has one form, and every map that is read is written again
 * as it was. Anything else is refused with a {@link CodecException}. Pure and thread-safe.
 *
 * <p>A record as it stands in a leaf ({@link #toLeaf}) hides what somebody may have the right to have forgotten: names of people by
 * pseudonyms, and all other such fields by one {@code commitment}.
 */
public final class EventCodec {

    /** The field of a leaf with the commitment to what it may forget. */
    private static final String COMMITMENT = "commitment";

    private static final String BUNDLE_ACTIVATED = "bundle-activated";
    private static final String BUNDLE_PROPOSED = "bundle-proposed";
    private static final String TASK_OPENED = "task-opened";
    private static final String TASK_AMENDED = "task-amended";
    private static final String TASK_ENDED = "task-ended";
    private static final String PLAN_DECLARED = "plan-declared";
    private static final String CALL_RESERVED = "call-reserved";
    private static final String CALL_HELD = "call-held";
    private static final String CALL_DENIED = "call-denied";
    private static final String CALL_OBSERVED = "call-observed";
    private static final String CALL_REPEATED = "call-repeated";
    private static final String CALL_SETTLED = "call-settled";
    private static final String CALL_CONFIRMED = "call-confirmed";
    private static final String CALL_RECONCILED = "call-reconciled";
    private static final String HOLD_ANSWERED = "hold-answered";
    private static final String LINK_PROPOSED = "link-proposed";
    private static final String LINK_ANSWERED = "link-answered";
    private static final String SCHEMA_SEEN = "schema-seen";
    private static final String CONTACT_WITHDRAWN = "contact-withdrawn";
    private static final String CONFIGURATION_RECORDED = "configuration-recorded";

    /** The types of all events. */
    public static final SortedSet<String> ALL_TYPES = Collections.unmodifiableSortedSet(new TreeSet<>(List.of(
            BUNDLE_ACTIVATED,
            BUNDLE_PROPOSED,
            TASK_OPENED,
            TASK_AMENDED,
            PLAN_DECLARED,
            TASK_ENDED,
            CALL_RESERVED,
            CALL_HELD,
            CALL_DENIED,
            CALL_OBSERVED,
            CALL_REPEATED,
            CALL_SETTLED,
            CALL_CONFIRMED,
            CALL_RECONCILED,
            HOLD_ANSWERED,
            HoldCodec.EXPIRED,
            HoldCodec.WITHDRAWN,
            HoldCodec.DELEGATED,
            HoldCodec.DELEGATION_ENDED,
            LINK_PROPOSED,
            LINK_ANSWERED,
            LeaseCodec.ISSUED,
            LeaseCodec.RENEWED,
            LeaseCodec.REVOKED,
            LeaseCodec.CONFIRMED,
            LaneCodec.PROPOSED,
            LaneCodec.OPENED,
            LaneCodec.ENDED,
            LaneCodec.REVIEWED,
            LaneCodec.REVIEW_OVERDUE,
            AgentCodec.SUSPENDED,
            AgentCodec.OWNER_GONE,
            AgentCodec.RESUME_PROPOSED,
            AgentCodec.RESUME_ANSWERED,
            AgentCodec.PRESENTATION_REFUSED,
            AgentCodec.DENIALS_COUNTED,
            AgentCodec.PASSKEY_REGISTERED,
            AgentCodec.PASSKEY_REMOVED,
            SCHEMA_SEEN,
            CONTACT_WITHDRAWN,
            CONFIGURATION_RECORDED,
            LedgerCodec.SNAPSHOT_TAKEN,
            LedgerCodec.ANCHOR_USED,
            LedgerCodec.CLOSED,
            LedgerCodec.REOPENED,
            LedgerCodec.ACCEPTANCE_PROPOSED,
            LedgerCodec.ACCEPTANCE_ANSWERED,
            ClockCodec.AGREED,
            ClockCodec.DOUBTED,
            ClockCodec.CONFIRMED)));

    /** The types by the classes of events, each of which has one. */
    private static final Map<Class<? extends Event>, String> TYPES = new ConcurrentHashMap<>();

    private EventCodec() {}

    /** The type of an event, as {@code type} in its record. */
    public static String type(Event event) {
        return TYPES.computeIfAbsent(event.getClass(), unused -> write(Writer.root(), event));
    }

    /**
     * The record as it stands in a leaf.
     *
     * @param commitments asked once at most for all that the record may forget, and for each name in it
     * @throws CodecException as {@link #toMap}
     */
    public static Map<String, @Nullable Object> toLeaf(Recorded recorded, Commitments commitments) {
        Writer out = Writer.root(commitments);
        write(out, recorded);
        if (!out.forgettableMap().isEmpty()) {
            out.text(COMMITMENT, commitments.to(out.forgettableMap()));
        }
        return out.map();
    }

    /**
     * The record that stands in a leaf of this version or an older one. What it has forgotten reads as {@link Forgotten} says, or is
     * absent.
     *
     * @param leaf as {@link #fromMap} takes it
     * @throws CodecException naming the first place where the leaf, or what it hides, is not a record of its version
     */
    public static Recorded fromLeaf(Map<String, @Nullable Object> leaf, Openings openings) {
        if (Upcasters.isInClear(leaf)) {
            return fromMap(leaf);
        }
        Reader in = Reader.root(Upcasters.toCurrent(leaf), openings);
        Optional<String> commitment = in.optionalText(COMMITMENT);
        if (commitment.isPresent()) {
            openings.opened(commitment.get())
                    .ifPresentOrElse(in::opened, () -> in.forgot(Forgotten.text(commitment.get())));
        }
        return read(in);
    }

    /**
     * The record with everything in its place, as a map, sorted by name at every level, of maps, lists, String, Long, Boolean and null.
     * The map must not be changed, as parts of it are shared.
     *
     * @throws CodecException when a number is beyond what JSON keeps exact, an amount has too many digits, or an
     *     argument is of a type that {@link dev.interlock.engine.model.CallFacts} does not allow
     */
    public static Map<String, @Nullable Object> toMap(Recorded recorded) {
        Writer out = Writer.root();
        write(out, recorded);
        return out.map();
    }

    private static void write(Writer out, Recorded recorded) {
        out.text("bundle", recorded.bundle());
        out.number("seq", recorded.seq());
        out.number("time", recorded.timeMillis());
        out.number(Upcasters.VERSION, Upcasters.CURRENT);
        out.text("type", write(out, recorded.event()));
    }

    /**
     * The record that {@link #toMap} made this map from. Nothing of the map is kept or changed.
     *
     * @param leaf with maps, lists, String, Long, Boolean and null as values; sorted or not
     * @throws CodecException naming the first place where the map is not a record of this version or an older one
     */
    public static Recorded fromMap(Map<String, @Nullable Object> leaf) {
        return read(Reader.root(Upcasters.toCurrent(leaf)));
    }

    private static Recorded read(Reader in) {
        in.number(Upcasters.VERSION);
        long seq = in.number("seq");
        long time = in.number("time");
        String bundle = in.text("bundle");
        Event event = read(in, in.text("type"));
        in.end();
        return new Recorded(seq, time, bundle, event);
    }

    /** Writes the event's own fields and returns its type. */
    private static String write(Writer out, Event event) {
        return switch (event) {
            case Event.BundleActivated activated -> {
                BundleCodec.writeActivated(out, activated);
                yield BUNDLE_ACTIVATED;
            }
            case Event.BundleProposed proposed -> {
                BundleCodec.writeProposed(out, proposed);
                yield BUNDLE_PROPOSED;
            }
            case Event.TaskOpened opened -> {
                TaskCodec.writeOpened(out, opened);
                yield TASK_OPENED;
            }
            case Event.TaskAmended amended -> {
                TaskCodec.writeAmended(out, amended);
                yield TASK_AMENDED;
            }
            case Event.PlanDeclared declared -> {
                PlanCodec.write(out, declared);
                yield PLAN_DECLARED;
            }
            case Event.TaskEnded ended -> {
                TaskCodec.writeEnded(out, ended);
                yield TASK_ENDED;
            }
            case Event.CallReserved reserved -> {
                CallCodec.writeReserved(out, reserved);
                yield CALL_RESERVED;
            }
            case Event.CallHeld held -> {
                CallCodec.writeHeld(out, held);
                yield CALL_HELD;
            }
            case Event.CallDenied denied -> {
                CallCodec.writeDenied(out, denied);
                yield CALL_DENIED;
            }
            case Event.CallObserved observed -> {
                CallCodec.writeObserved(out, observed);
                yield CALL_OBSERVED;
            }
            case Event.CallRepeated repeated -> {
                CallCodec.writeRepeated(out, repeated);
                yield CALL_REPEATED;
            }
            case Event.CallSettled settled -> {
                SettlementCodec.writeSettled(out, settled);
                yield CALL_SETTLED;
            }
            case Event.CallConfirmed confirmed -> {
                SettlementCodec.writeConfirmed(out, confirmed);
                yield CALL_CONFIRMED;
            }
            case Event.CallReconciled reconciled -> {
                SettlementCodec.writeReconciled(out, reconciled);
                yield CALL_RECONCILED;
            }
            case Event.HoldAnswered answered -> {
                HoldCodec.writeAnswered(out, answered);
                yield HOLD_ANSWERED;
            }
            case Event.LinkProposed proposed -> {
                LinkCodec.writeProposed(out, proposed);
                yield LINK_PROPOSED;
            }
            case Event.LinkAnswered answered -> {
                LinkCodec.writeAnswered(out, answered);
                yield LINK_ANSWERED;
            }
            case HoldEvent hold -> HoldCodec.write(out, hold);
            case LeaseEvent lease -> LeaseCodec.write(out, lease);
            case LaneEvent lane -> LaneCodec.write(out, lane);
            case AgentEvent agent -> AgentCodec.write(out, agent);
            case LedgerEvent ledger -> LedgerCodec.write(out, ledger);
            case ClockEvent clock -> ClockCodec.write(out, clock);
            case SchemaSeen seen -> {
                SchemaCodec.writeSeen(out, seen);
                yield SCHEMA_SEEN;
            }
            case ContactWithdrawn withdrawn -> {
                ContactsCodec.writeWithdrawn(out, withdrawn);
                yield CONTACT_WITHDRAWN;
            }
            case ConfigurationRecorded configuration -> {
                ConfigurationCodec.write(out, configuration);
                yield CONFIGURATION_RECORDED;
            }
        };
    }

    private static Event read(Reader in, String type) {
        return switch (type) {
            case BUNDLE_ACTIVATED -> BundleCodec.readActivated(in);
            case BUNDLE_PROPOSED -> BundleCodec.readProposed(in);
            case TASK_OPENED -> TaskCodec.readOpened(in);
            case TASK_AMENDED -> TaskCodec.readAmended(in);
            case PLAN_DECLARED -> PlanCodec.read(in);
            case TASK_ENDED -> TaskCodec.readEnded(in);
            case CALL_RESERVED -> CallCodec.readReserved(in);
            case CALL_HELD -> CallCodec.readHeld(in);
            case CALL_DENIED -> CallCodec.readDenied(in);
            case CALL_OBSERVED -> CallCodec.readObserved(in);
            case CALL_REPEATED -> CallCodec.readRepeated(in);
            case CALL_SETTLED -> SettlementCodec.readSettled(in);
            case CALL_CONFIRMED -> SettlementCodec.readConfirmed(in);
            case CALL_RECONCILED -> SettlementCodec.readReconciled(in);
            case HOLD_ANSWERED -> HoldCodec.readAnswered(in);
            case HoldCodec.EXPIRED -> HoldCodec.readExpired(in);
            case HoldCodec.WITHDRAWN -> HoldCodec.readWithdrawn(in);
            case HoldCodec.DELEGATED -> HoldCodec.readDelegated(in);
            case HoldCodec.DELEGATION_ENDED -> HoldCodec.readDelegationEnded(in);
            case LINK_PROPOSED -> LinkCodec.readProposed(in);
            case LINK_ANSWERED -> LinkCodec.readAnswered(in);
            case LeaseCodec.ISSUED -> LeaseCodec.readIssued(in);
            case LeaseCodec.RENEWED -> LeaseCodec.readRenewed(in);
            case LeaseCodec.REVOKED -> LeaseCodec.readRevoked(in);
            case LeaseCodec.CONFIRMED -> LeaseCodec.readConfirmed(in);
            case LaneCodec.PROPOSED -> LaneCodec.readProposed(in);
            case LaneCodec.OPENED -> LaneCodec.readOpened(in);
            case LaneCodec.ENDED -> LaneCodec.readEnded(in);
            case LaneCodec.REVIEWED -> LaneCodec.readReviewed(in);
            case LaneCodec.REVIEW_OVERDUE -> LaneCodec.readReviewOverdue(in);
            case AgentCodec.SUSPENDED -> AgentCodec.readSuspended(in);
            case AgentCodec.OWNER_GONE -> AgentCodec.readOwnerGone(in);
            case AgentCodec.RESUME_PROPOSED -> AgentCodec.readResumeProposed(in);
            case AgentCodec.RESUME_ANSWERED -> AgentCodec.readResumeAnswered(in);
            case AgentCodec.PRESENTATION_REFUSED -> AgentCodec.readPresentationRefused(in);
            case AgentCodec.DENIALS_COUNTED -> AgentCodec.readDenialsCounted(in);
            case AgentCodec.PASSKEY_REGISTERED -> AgentCodec.readPasskeyRegistered(in);
            case AgentCodec.PASSKEY_REMOVED -> AgentCodec.readPasskeyRemoved(in);
            case ClockCodec.AGREED -> ClockCodec.readAgreed(in);
            case ClockCodec.DOUBTED -> ClockCodec.readDoubted(in);
            case ClockCodec.CONFIRMED -> ClockCodec.readConfirmed(in);
            case SCHEMA_SEEN -> SchemaCodec.readSeen(in);
            case CONTACT_WITHDRAWN -> ContactsCodec.readWithdrawn(in);
            case CONFIGURATION_RECORDED -> ConfigurationCodec.read(in);
            case LedgerCodec.SNAPSHOT_TAKEN -> LedgerCodec.readSnapshotTaken(in);
            case LedgerCodec.ANCHOR_USED -> new LedgerEvent.AnchorUsed();
            case LedgerCodec.CLOSED -> LedgerCodec.readClosed(in);
            case LedgerCodec.REOPENED -> LedgerCodec.readReopened(in);
            case LedgerCodec.ACCEPTANCE_PROPOSED -> LedgerCodec.readAcceptanceProposed(in);
            case LedgerCodec.ACCEPTANCE_ANSWERED -> LedgerCodec.readAcceptanceAnswered(in);
            // the set of texts is open, so this switch cannot do without it
            default ->
                throw new CodecException(
                        Problem.UNKNOWN_TYPE, "type", "this version has no event " + CodecException.quote(type));
        };
    }
}
