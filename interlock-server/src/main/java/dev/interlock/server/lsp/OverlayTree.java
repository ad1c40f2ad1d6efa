package dev.interlock.server.lsp;

import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The folder of a bundle as the editor shows it: what is open hides what is on the disk. */
final class OverlayTree implements FileTree {

    private final FolderTree disk;
    private final Path folder;
    private final Map<Path, String> open;

    OverlayTree(Path folder, Map<Path, String> open) {
        this.disk = new FolderTree(folder);
        this.folder = folder;
        this.open = Map.copyOf(open);
    }

    @Override
    public Listing list() {
        Listing out = disk.list();
        for (Path path : open.keySet()) {
            String name = path.toString();
            if (path.startsWith(folder) && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                out.files().add(folder.relativize(path).toString().replace('\\', '/'));
            }
        }
        return out;
    }

    @Override
    public Content read(String path, int limit) {
        String text = open.get(folder.resolve(path).normalize());
        if (text == null) {
            return disk.read(path, limit);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length > limit ? new TooLarge(bytes.length) : new Bytes(bytes);
    }
}
