package dev.interlock.policy.load;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A bundle in memory: one that was uploaded, or made by a test. */
public final class MemoryTree implements FileTree {

    private final SortedMap<String, byte[]> files;

    public MemoryTree(Map<String, byte[]> files) {
        this.files = new TreeMap<>(files);
    }

    @Override
    public Listing list() {
        SortedSet<String> out = new TreeSet<>();
        files.keySet().stream()
                .filter(f -> f.endsWith(".yaml") || f.endsWith(".yml"))
                .forEach(out::add);
        return new Listing(out, List.of());
    }

    @Override
    public Content read(String path, int limit) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            return new Missing();
        }
        return bytes.length > limit ? new TooLarge(bytes.length) : new Bytes(bytes.clone());
    }
}
