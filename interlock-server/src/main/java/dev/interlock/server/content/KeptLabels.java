package dev.interlock.server.content;

import dev.interlock.provenance.artefact.ArtefactLabels;
import dev.interlock.provenance.artefact.Artefacts;
import dev.interlock.provenance.artefact.LabelBits;
import dev.interlock.provenance.artefact.NoRoomException;
import dev.interlock.provenance.artefact.Winnowing;
import dev.interlock.provenance.text.Fingerprints;
import dev.interlock.provenance.text.Tokens;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.store.ContentFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The labels that outlive a task: of agents, by what they have read, and of the texts that they wrote. A label that was added never
 * goes away. Thread-safe.
 *
 * <p>INVARIANT: what was added is durable when the call returns; if it cannot be, nothing that follows from it may happen.
 */
public final class KeptLabels {

    private final Optional<ContentFile> file;
    private final Fingerprints fingerprints;
    private final LabelBits bits;
    private final Map<String, Long> agents;
    /** The number of parts that each agent has added. */
    private final Map<String, Integer> written;

    private final Artefacts artefacts;
    /** Whether something could not be made durable, and so may be missing here. */
    private volatile boolean failed;

    private KeptLabels(
            Optional<ContentFile> file,
            Fingerprints fingerprints,
            List<String> labels,
            Map<String, Long> agents,
            Map<String, Integer> written,
            Artefacts artefacts) {
        this.artefacts = artefacts;
        this.file = file;
        this.fingerprints = fingerprints;
        this.bits = new LabelBits(labels);
        this.agents = new HashMap<>(agents);
        this.written = new HashMap<>(written);
    }

    /** Labels that are only kept in memory. */
    public static KeptLabels inMemory() {
        return inMemory(Fingerprints.random(new SecureRandom()));
    }

    /** Labels that are only kept in memory, under a key that the caller chooses. */
    public static KeptLabels inMemory(Fingerprints fingerprints) {
        return inMemory(fingerprints, new Artefacts());
    }

    static KeptLabels inMemory(Fingerprints fingerprints, Artefacts artefacts) {
        return new KeptLabels(Optional.empty(), fingerprints, List.of(), Map.of(), Map.of(), artefacts);
    }

    /** The labels in a file, which stays open as long as they are used. */
    public static KeptLabels in(ContentFile file) throws IOException {
        ContentFile.Content content = file.read();
        var kept = new KeptLabels(
                Optional.of(file),
                new Fingerprints(content.k0(), content.k1()),
                content.labels(),
                content.agents(),
                content.written(),
                new Artefacts());
        content.parts().forEach(part -> kept.artefacts.add(part.print(), part.length(), part.labels()));
        return kept;
    }

    Fingerprints fingerprints() {
        return fingerprints;
    }

    /** The labels of an agent. */
    synchronized Set<String> of(String agent) {
        return bits.of(agents.getOrDefault(agent, 0L)).labels();
    }

    /**
     * Adds labels to agents: they may have read what has them.
     *
     * @throws UnavailableException if they cannot be made durable
     */
    synchronized void add(Collection<String> to, Set<String> labels) {
        long mask = bits.mask(labels);
        var changed = new HashMap<String, Long>();
        for (String agent : to) {
            long before = agents.getOrDefault(agent, 0L);
            if ((before | mask) != before) {
                changed.put(agent, before | mask);
            }
        }
        if (!changed.isEmpty()) {
            write(changed, List.of(), Map.of());
            agents.putAll(changed);
        }
    }

    /** The labels of a text, by the texts of agents that it repeats in whole or in part. */
    ArtefactLabels of(Tokens text) {
        long found = artefacts.find(text);
        if (found == 0) {
            return ArtefactLabels.NONE;
        }
        synchronized (this) {
            return bits.of(found);
        }
    }

    /** Returns whether everything that was to be kept is kept. */
    boolean sound() {
        return !failed;
    }

    /**
     * Adds labels to texts: an agent writes them.
     *
     * @param agent that writes them
     * @param writer the labels of what it has read
     * @throws UnavailableException if they cannot be made durable, or the agent has no more room
     */
    synchronized void wrote(String agent, List<Tokens> texts, ArtefactLabels writer) {
        long mask = bits.mask(writer.labels()) | (writer.known() ? 0 : Artefacts.UNKNOWN);
        var lengths = new LinkedHashMap<Long, Integer>();
        for (Tokens text : texts) {
            for (long part : Winnowing.parts(text)) {
                lengths.put(part, Winnowing.run(text.size()));
            }
        }
        if (lengths.isEmpty()) {
            return;
        }
        int own = written.getOrDefault(agent, 0);
        int all;
        try {
            all = own + artefacts.missing(lengths.keySet(), own);
        } catch (NoRoomException e) {
            throw new UnavailableException(
                    "there is no more room for what `" + agent + "` writes after it has read content with labels", e);
        }
        var parts = new ArrayList<ContentFile.Part>();
        lengths.forEach(
                (part, length) -> parts.add(new ContentFile.Part(part, length, artefacts.add(part, length, mask))));
        written.put(agent, all);
        write(Map.of(), parts, Map.of(agent, all));
    }

    private void write(Map<String, Long> changed, List<ContentFile.Part> parts, Map<String, Integer> counts) {
        if (file.isEmpty()) {
            return;
        }
        try {
            file.get().write(bits.names(), changed, parts, counts);
        } catch (IOException e) {
            failed = true;
            throw new UnavailableException("the labels of what was read cannot be stored: " + e.getMessage(), e);
        }
    }
}
