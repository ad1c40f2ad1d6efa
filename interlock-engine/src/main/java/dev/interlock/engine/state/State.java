package dev.interlock.engine.state;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.kept.VerifiedContacts;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Configuration;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.monitor.Monitors;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.trust.LedgerTrust;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a domain: the fold of its recorded events under one bundle. {@link #apply} is the only way to change what
 * it knows, and it never decides. Another bundle means another state, folded from the same events.
 *
 * <p>Not thread-safe: a domain has one writer. Holds what later decisions need and no history: its size follows the number
 * of keys, bindings, and of tasks, calls and holds that are still open.
 */
public final class State {

    /** A proposed bundle, with the time of the proposal in milliseconds since 1970. */
    public record ProposedBundle(Event.BundleProposed event, long timeMillis) {

        ProposedBundle moved(Shift by) {
            return new ProposedBundle(event, by.earliest(timeMillis));
        }
    }

    final Bundle bundle;
    final KeyTable keys = new KeyTable();
    final ClockState clock = new ClockState();
    final ActorTable actors;
    final Monitors monitors;
    final KeyScopes scopes;
    final Pairing pairing;
    final Belonging belonging;
    final Spellings spellings;
    /** The numbers of objects of which something was recorded under another spelling. */
    final BitSet respelled = new BitSet();

    final AssumedObjects guesses = new AssumedObjects();
    final NamedKeys named = new NamedKeys();
    final TaskTable tasks = new TaskTable();
    final CallTable calls = new CallTable();
    final HoldTable holds = new HoldTable();
    final LinkTable links = new LinkTable();
    final Creating creating;
    private final Linking linking = new Linking(this);
    private final Views views = new Views(this);
    private final EventFold fold = new EventFold(this, views, linking);
    final Rejections rejections;
    final Observations observations = new Observations();
    final Asks asks = new Asks();
    final VerifiedContacts contacts = new VerifiedContacts();
    final AnswerRates answerRates = new AnswerRates();
    final DelegationTable delegations = new DelegationTable();
    final Disturbances disturbances = new Disturbances(this);

    @Nullable
    ProposedBundle proposed;

    final PlanTable plans = new PlanTable();
    final LeaseTable leases = new LeaseTable();
    final LaneTable lanes = new LaneTable();
    final AgentTable agents = new AgentTable();
    final SchemaTable schemas = new SchemaTable();
    Configuration configuration = Configuration.NONE;
    LedgerTrust trust = LedgerTrust.OPEN;
    long nextSeq;
    long timeMillis;

    private State(Bundle bundle) {
        this.bundle = bundle;
        this.actors = new ActorTable(bundle.attributes());
        this.monitors = new Monitors(bundle, keys, actors, clock);
        this.scopes = new KeyScopes(bundle);
        this.pairing = new Pairing(scopes.used());
        this.belonging = new Belonging(bundle);
        this.creating = new Creating(bundle);
        this.spellings = new Spellings(bundle);
        this.rejections = new Rejections(bundle.rejectedForMillis());
    }

    /** The state before the first event. */
    public static State empty(Bundle bundle) {
        return new State(bundle);
    }

    public Bundle bundle() {
        return bundle;
    }

    /** The number that the next event will have. */
    public long nextSeq() {
        return nextSeq;
    }

    /** The time of the latest event, in milliseconds since 1970. */
    public long timeMillis() {
        return timeMillis;
    }

    /** The clock of the writer: what is believed of it, and how long ago events happened. */
    public ClockState clock() {
        return clock;
    }

    public TaskTable tasks() {
        return tasks;
    }

    /** The spellings of objects. */
    public Spellings spellings() {
        return spellings;
    }

    /** The values that are the same. */
    public Links links() {
        return links.values();
    }

    /** Late links. */
    public LinkTable linkTable() {
        return links;
    }

    /** The conflicts among past calls that a late link would bring about, in the order of the rules. */
    public List<Finding> latent(Link link, long now) {
        return monitors.latent(linking.foresee(link), clock.steady(now));
    }

    /** The numbers of a key and of everything reachable from it, by belonging and by descent. */
    public Set<Integer> reachable(int key) {
        return Linking.reachable(key, keys);
    }

    public HoldTable holds() {
        return holds;
    }

    /** The recent approvals of people. */
    public AnswerRates answerRates() {
        return answerRates;
    }

    /** The delegations: who may answer holds in whose place. */
    public DelegationTable delegations() {
        return delegations;
    }

    /** The recent rejections of people. */
    public Rejections rejections() {
        return rejections;
    }

    /** The recent observations of sources. */
    public Observations observations() {
        return observations;
    }

    /** The recent questions and reports of enforcement points outside. */
    public Asks asks() {
        return asks;
    }

    /** The destinations that people approved as contacts. */
    public VerifiedContacts contacts() {
        return contacts;
    }

    /** The bundle that was proposed last, and is not in force yet. */
    public Optional<ProposedBundle> proposed() {
        return Optional.ofNullable(proposed);
    }

    /** The plans of tasks that have not ended. */
    public PlanTable plans() {
        return plans;
    }

    /** The leases: credentials that agents may use, and those that are still to be taken back. */
    public LeaseTable leases() {
        return leases;
    }

    /** Break-glass lanes. */
    public LaneTable lanes() {
        return lanes;
    }

    /** The actors of recorded calls, in no particular order. */
    public Stream<Actor> recordedActors() {
        return IntStream.range(0, actors.size()).mapToObj(actors::actor);
    }

    /** Returns whether the lease may be used at this time. */
    public boolean isLive(Lease lease, long now) {
        Task task = tasks.get(lease.issued().task());
        return lease.end().isEmpty() && now <= lease.expiresMillis() && task != null && task.topmostOver(now) == null;
    }

    /** The agents that are suspended, and the owners that are gone. */
    public AgentTable agents() {
        return agents;
    }

    /** The schemas that servers showed of their tools. */
    public SchemaTable schemas() {
        return schemas;
    }

    /** The configuration of the server, as it was recorded last. */
    public Configuration configuration() {
        return configuration;
    }

    /** Whether the ledger is trusted, or closed until people accept it. */
    public LedgerTrust trust() {
        return trust;
    }

    /** The check whether the effect of a call of unknown outcome can still be seen. */
    public Disturbances disturbances() {
        return disturbances;
    }

    /** The objects that calls named, and that are no more than names so far. */
    public NamedKeys named() {
        return named;
    }

    /** The calls that may have happened and are not settled. */
    public CallTable calls() {
        return calls;
    }

    /** The tier of this name; the strictest when the bundle has none of the name, as after a change of bundle. */
    public Tier tier(String name) {
        Tier known = bundle.tiers().get(name);
        return known != null ? known : bundle.strictest();
    }

    /** Returns whether the catalogue has the tool. */
    public boolean knowsTool(String tool) {
        return monitors.knowsTool(tool);
    }

    /** Returns whether a call of the tool may be about all of the kind. */
    public boolean mayBeAboutAll(String tool, String kind) {
        return monitors.mayBeAboutAll(tool, kind);
    }

    /** Returns whether a call of the tool that creates may turn out to be on an object of the kind that was there before. */
    public boolean mayUpsert(String tool, String kind) {
        return monitors.mayUpsert(tool, kind);
    }

    /** Returns whether the catalogue has the tool, and it is called here: of others only sources tell. */
    public boolean isCalled(String tool) {
        return monitors.isCalled(tool);
    }

    public SortedSet<String> marksOf(CallFacts facts) {
        return monitors.marksOf(facts);
    }

    public Monitors monitors() {
        return monitors;
    }

    public KeyTable keys() {
        return keys;
    }

    /** The actor vector of a call that the caller makes in the task. */
    public Actor actor(Task task, Caller caller) {
        return task.actor(caller, actors);
    }

    /** A call as the monitors would see it, without recording anything. */
    public CallView view(long seq, long now, long task, Actor actor, CallFacts facts) {
        return view(seq, now, task, actor, facts, null);
    }

    /** @param continued the open call whose place this one is to take: it is decided as if that one had failed */
    public CallView view(long seq, long now, long task, Actor actor, CallFacts facts, @Nullable OpenCall continued) {
        return views.asked(seq, now, task, actor, facts, continued);
    }

    /**
     * The answer of an open call as the monitors would see it: an event on the same keys, and on those of the objects that the
     * call created. The call itself is left out.
     *
     * @param facts the facts of the call as {@linkplain CallFacts#answered answered}
     */
    public CallView answerView(long seq, long now, CallView call, CallFacts facts, List<Key> created) {
        return views.answer(seq, now, call, facts, created, Set.of())
                .continues(call.seq())
                .build();
    }

    /**
     * An open call as the monitors would see it if it were answered with these objects, which existed before; without objects, as it was
     * when it was reserved. The call itself is left out.
     */
    public CallView existedView(long seq, long now, CallView call, List<Key> named) {
        return views.existed(seq, now, call, named);
    }

    /**
     * An observation as the monitors would see it. The objects that it created have names, so they are its own keys, and neither
     * pending nor guessed.
     */
    public CallView observedView(long seq, long now, Actor actor, CallFacts facts, List<Key> created) {
        return views.observed(seq, now, actor, facts, created);
    }

    /** Folds one event. Events come in the order of their numbers, without gap. */
    public void apply(Recorded recorded) {
        if (recorded.seq() != nextSeq) {
            throw new IllegalArgumentException("event " + recorded.seq() + " does not follow event " + (nextSeq - 1));
        }
        fold.apply(recorded);
    }

    /** The labels that say more than the marks of the call itself; the marks of a call that failed say nothing. */
    public SortedSet<String> found(CallView call, Settlement settlement, SortedSet<String> labels) {
        var found = new TreeSet<>(labels);
        if (!(settlement instanceof Settlement.Failed)) {
            found.removeAll(marksOf(call.facts()));
        }
        return found;
    }

    /**
     * Forgets what rules know of an object on which nobody acts any more. No event says so: only whoever folds a history that is recorded
     * elsewhere knows what is still to come.
     */
    public void forget(Key object) {
        int id = keys.find(object);
        if (id != KeyTable.ABSENT) {
            monitors.forget(id);
        }
    }

    /** The digest of this very call as it stands now, for which an approval is given. */
    public String digest(CallView view, String intent) {
        return CallDigest.of(view, intent, keys, calls);
    }

    /** The open call by this number, if there is one. */
    public Optional<OpenCall> openCall(long number) {
        return Optional.ofNullable(calls.get(number));
    }

    /** The task by this number, if it has not ended. */
    public @Nullable Task task(long number) {
        return tasks.get(number);
    }
}
