package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives for tests, byte by byte. */
final class NpzBytes {
    static final int STORED = 0;

    private NpzBytes() {}

    /** As the JDK packs them, in the order of the names: compressed, sizes and checksums behind the entries. */
    static byte[] deflated(Map<String, byte[]> arrays) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(output)) {
            for (Map.Entry<String, byte[]> array : new TreeMap<>(arrays).entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return output.toByteArray();
    }

    /** One entry as {@code numpy.savez} stores it: both sizes in a ZIP64 field before it. */
    static byte[] asNumPyStores(String name, byte[] array) {
        return entry(name + ".npy", 0, STORED, array.length, array);
    }

    /** An archive of one entry whose directory may say what is not so. */
    static byte[] entry(String name, int flags, int method, long size, byte[] content) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(content);
        int start = 30 + nameBytes.length + 20 + content.length;
        int directory = 46 + nameBytes.length;
        ByteBuffer bytes = ByteBuffer.allocate(start + directory + 22).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x04034b50).putShort((short) 45).putShort((short) flags).putShort((short) method);
        bytes.putInt(0x00210000).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
        bytes.putShort((short) nameBytes.length).putShort((short) 20).put(nameBytes);
        bytes.putShort((short) 1).putShort((short) 16).putLong(size).putLong(content.length);
        bytes.put(content);
        bytes.putInt(0x02014b50).putShort((short) 45).putShort((short) 45);
        bytes.putShort((short) flags)
                .putShort((short) method)
                .putInt(0x00210000)
                .putInt((int) crc.getValue());
        bytes.putInt(content.length).putInt((int) size).putShort((short) nameBytes.length);
        bytes.put(new byte[16]).put(nameBytes);
        bytes.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
        return bytes.putInt(directory).putInt(start).putShort((short) 0).array();
    }
}
