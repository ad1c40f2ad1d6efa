package dev.interlock.engine.state;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Sha256;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.table.KeyTable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of one very call: SHA-256 over lines that name task, tool, arguments, intent, and every object with its
 * version. A person approves this digest, so a change of any part needs another approval. Line feeds in names are
 * escaped, so that no text reads as another line.
 */
final class CallDigest {

    private CallDigest() {}

    static String of(CallView view, String intent, KeyTable keys, CallTable calls) {
        var text = new StringBuilder(256)
                .append("task ")
                .append(view.task())
                .append("\ntool ")
                .append(Sha256.oneLine(view.facts().tool()))
                .append("\narguments ")
                .append(Sha256.oneLine(view.facts().argumentsDigest()))
                .append("\nintent ")
                .append(Sha256.oneLine(intent));
        var versions = new TreeMap<Key, Long>();
        for (int i = 0; i < view.objects(); i++) {
            int id = view.id(i);
            versions.put(view.key(i), id == KeyTable.ABSENT ? keys.versionOfAll(view.kind(i)) : keys.version(id));
        }
        for (OpenCall open : calls.inNoOrder()) {
            if (open.view().facts().writes() && !view.continues(open.view().seq())) {
                addWritten(open.view(), versions);
            }
        }
        versions.forEach((key, version) -> text.append("\nobject ")
                .append(Sha256.oneLine(key.toString()))
                .append(' ')
                .append(version));
        return Sha256.digest(text.toString());
    }

    /** Counts an open call as a write of its objects: they may have changed by now. */
    private static void addWritten(CallView open, Map<Key, Long> versions) {
        for (int i = 0; i < open.named(); i++) {
            versions.computeIfPresent(open.key(i), (key, version) -> Math.max(version, open.seq()));
        }
        if (!open.facts().all().isEmpty()) {
            versions.replaceAll(
                    (key, version) -> open.facts().isAboutAll(key.kind()) ? Math.max(version, open.seq()) : version);
        }
    }
}
