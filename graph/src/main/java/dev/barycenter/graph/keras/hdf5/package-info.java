/**
 * Reads and writes the part of HDF5 that Keras files use, and trusts no byte of what it reads.
 *
 * <p>A general HDF5 library follows whatever a file says: it allocates what a shape declares,
 * inflates without an end, and walks indexes that point back at themselves. Weights come from
 * strangers, so this reader visits every structure at most once, checks every address and size
 * against the file before using it, and holds all decoded bytes to a budget set by the size of the
 * file. Its time and memory are linear in that size.
 *
 * <dl>
 *   <dt>address
 *   <dd>an offset in bytes from the start of the file
 *   <dt>object
 *   <dd>a group or a dataset; each has a header, which is a list of messages
 *   <dt>message
 *   <dd>one fact in a header: a shape, an element type, a layout, a link, an attribute
 *   <dt>dataset
 *   <dd>an n-dimensional array in C order
 * </dl>
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">HDF5 File
 *     Format Specification Version 3.0</a>
 */
@NullMarked
package dev.barycenter.graph.keras.hdf5;

import org.jspecify.annotations.NullMarked;
