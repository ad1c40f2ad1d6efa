package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The agents and owners that were suspended and resumed. */
public final class PastAgents {

    /** Agents that people or Interlock suspended. */
    public final Set<String> byName = new TreeSet<>();
    /** Owners that are gone. */
    public final Set<String> gone = new TreeSet<>();
    /** Agents that are suspended because their owner is gone, with the owner. */
    final TreeMap<String, String> withOwner = new TreeMap<>();

    public final TreeMap<Long, AgentEvent.ResumeProposed> proposals = new TreeMap<>();
    /** The owner that an agent had when it last opened a task below none. */
    public final TreeMap<String, String> owners = new TreeMap<>();

    void read(Event.TaskOpened opened) {
        if (opened.parent().isEmpty() && opened.owner() instanceof AttributeValue.Known known) {
            owners.put(opened.agent(), known.value());
        }
    }

    void read(AgentEvent event) {
        switch (event) {
            case AgentEvent.Suspended one -> {
                byName.add(one.agent());
                withOwner.remove(one.agent());
            }
            case AgentEvent.OwnerGone left -> {
                gone.add(left.owner());
                left.agents().stream()
                        .filter(agent -> !isSuspended(agent))
                        .forEach(agent -> withOwner.put(agent, left.owner()));
            }
            case AgentEvent.ResumeProposed proposed -> proposals.put(proposed.resume(), proposed);
            case AgentEvent.ResumeAnswered answered -> {
                AgentEvent.ResumeProposed proposed = proposals.remove(answered.resume());
                if (proposed != null && answered.confirmed()) {
                    resume(proposed.what());
                }
            }
            case AgentEvent.PresentationRefused refused -> {}
            case AgentEvent.DenialsCounted counted -> {}
            case AgentEvent.PasskeyRegistered registered -> {}
            case AgentEvent.PasskeyRemoved removed -> {}
        }
    }

    private void resume(Key what) {
        if (what.kind().equals("owner")) {
            gone.remove(what.value());
            withOwner.values().removeIf(what.value()::equals);
        } else {
            byName.remove(what.value());
            withOwner.remove(what.value());
        }
    }

    public boolean isSuspended(String agent) {
        return byName.contains(agent) || withOwner.containsKey(agent);
    }

    public boolean isGone(PastLinks links, AttributeValue owner) {
        return gone.stream()
                .map(name -> links.one(Attributes.OWNER, AttributeValue.known(name)))
                .anyMatch(absent -> isAmong(absent, links.one(Attributes.OWNER, owner)));
    }

    public static boolean isAmong(AttributeValue one, AttributeValue several) {
        return several.texts().containsAll(one.texts());
    }
}
