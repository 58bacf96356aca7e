/** Three cells of a comb; the filled one is at work. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M12 2.8l3.7 2.1v4.3L12 11.3 8.3 9.2V4.9z" fill="currentColor" />
      <path d="M7.4 10.9l3.7 2.1v4.3l-3.7 2.1-3.7-2.1v-4.3z" />
      <path d="M16.6 10.9l3.7 2.1v4.3l-3.7 2.1-3.7-2.1v-4.3z" />
    </svg>
  );
}
