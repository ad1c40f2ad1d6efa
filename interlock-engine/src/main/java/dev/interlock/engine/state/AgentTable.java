package dev.interlock.engine.state;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.model.Scopes;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Agents that are suspended, owners that are gone, and proposals to resume that nobody answered. Changed only by the fold. */
public final class AgentTable {

    /**
     * The suspension of an agent.
     *
     * @param event number of the event that recorded it
     * @param owner the owner that is gone, if that is the reason
     */
    public record Bar(long event, Optional<String> owner) {}

    private final TreeMap<String, Bar> suspended = new TreeMap<>();
    /** By owner that is gone: the number of the event. */
    private final TreeMap<String, Long> gone = new TreeMap<>();

    private final TreeMap<Long, AgentEvent.ResumeProposed> proposals = new TreeMap<>();
    /** By agent: the owner that it had when it last opened a task of its own. */
    private final TreeMap<String, String> owners = new TreeMap<>();

    /** Suspended agents by name. */
    public SortedMap<String, Bar> suspended() {
        return Collections.unmodifiableSortedMap(suspended);
    }

    /** Owners that are gone, each with the number of the event that says so. */
    public SortedMap<String, Long> gone() {
        return Collections.unmodifiableSortedMap(gone);
    }

    /** Proposals without answer, ascending. */
    public Collection<AgentEvent.ResumeProposed> proposals() {
        return Collections.unmodifiableCollection(proposals.values());
    }

    public AgentEvent.@Nullable ResumeProposed proposal(long number) {
        return proposals.get(number);
    }

    /** Agents with the owners that they are last known to have had. */
    public SortedMap<String, String> owners() {
        return Collections.unmodifiableSortedMap(owners);
    }

    /** The reason why the caller may not act; empty if it may. */
    public Optional<Barred> barred(Caller caller, Links links) {
        if (suspended.isEmpty() && gone.isEmpty()) {
            return Optional.empty();
        }
        Optional<Barred> own = barred(caller.name(), Actors.ownOwner(caller), links);
        return own.isEmpty() && isGone(caller, links) ? Optional.of(Barred.OWNER_GONE) : own;
    }

    /** The reason why nobody may act in the task, which lies in the task itself or in one above it; empty if agents may. */
    public Optional<Barred> barred(Task task, Links links) {
        if (suspended.isEmpty() && gone.isEmpty()) {
            return Optional.empty();
        }
        for (Task t = task; t != null; t = t.parent()) {
            Optional<Barred> barred = barred(t.agent(), t.owner(), links);
            if (barred.isPresent()) {
                return barred;
            }
        }
        return Optional.empty();
    }

    private Optional<Barred> barred(String agent, AttributeValue owner, Links links) {
        if (suspended.containsKey(agent)) {
            return Optional.of(Barred.AGENT_SUSPENDED);
        }
        return isGone(owner, links) ? Optional.of(Barred.OWNER_GONE) : Optional.empty();
    }

    /** Returns whether the caller is a person who is gone. */
    public boolean isGone(Caller person, Links links) {
        return !gone.isEmpty() && person.person() && isGone(Actors.outside(person), links);
    }

    /** Returns whether the person, under any of its names, or its owner is an owner that is gone. */
    public boolean isGone(Actor person, Links links) {
        return !gone.isEmpty()
                && (isGone(person.get(Attributes.OWNER), links)
                        || links.linked(Attributes.AGENT, person.name()).stream()
                                .anyMatch(name -> isGone(AttributeValue.known(name), links)));
    }

    /** {@link #isGone(Actor, Links)} as of now: later changes by the fold do not change the answers. */
    public Predicate<Actor> leavers(Links links) {
        var now = new AgentTable();
        now.gone.putAll(gone);
        return person -> now.isGone(person, links);
    }

    /** Returns whether the value, or one of several, is an owner that is gone, under any of its names. */
    public boolean isGone(AttributeValue owner, Links links) {
        return !gone.isEmpty()
                && owner.texts().stream()
                        .anyMatch(one -> gone.keySet().stream().anyMatch(g -> links.same(Attributes.OWNER, g, one)));
    }

    void opened(Event.TaskOpened event) {
        if (event.parent().isEmpty() && event.owner() instanceof AttributeValue.Known owner) {
            owners.put(event.agent(), owner.value());
        }
    }

    void apply(AgentEvent event, long seq) {
        switch (event) {
            case AgentEvent.Suspended one -> suspended.put(one.agent(), new Bar(seq, Optional.empty()));
            case AgentEvent.OwnerGone left -> {
                gone.put(left.owner(), seq);
                left.agents().forEach(agent -> suspended.putIfAbsent(agent, new Bar(seq, Optional.of(left.owner()))));
            }
            case AgentEvent.ResumeProposed proposed -> proposals.put(proposed.resume(), proposed);
            case AgentEvent.ResumeAnswered answered -> {
                AgentEvent.ResumeProposed proposed = proposals.remove(answered.resume());
                if (proposed == null) {
                    throw new IllegalArgumentException("resume " + answered.resume() + " is not proposed");
                }
                if (answered.confirmed()) {
                    resume(proposed);
                }
            }
            // The one who showed the token is not known, so this changes nothing about anybody.
            case AgentEvent.PresentationRefused refused -> {}
            case AgentEvent.DenialsCounted counted -> {}
            // No decision depends on how somebody proved to be there.
            case AgentEvent.PasskeyRegistered registered -> {}
            case AgentEvent.PasskeyRemoved removed -> {}
        }
    }

    private void resume(AgentEvent.ResumeProposed proposed) {
        String name = proposed.what().value();
        if (proposed.what().kind().equals(Scopes.OWNER)) {
            gone.remove(name);
            suspended.values().removeIf(bar -> bar.owner().equals(Optional.of(name)));
        } else {
            suspended.remove(name);
        }
    }

    void restore(Map<String, Bar> agents, Map<String, Long> absent, Map<String, String> known) {
        suspended.putAll(agents);
        gone.putAll(absent);
        owners.putAll(known);
    }

    void restore(AgentEvent.ResumeProposed proposal) {
        proposals.put(proposal.resume(), proposal);
    }
}
