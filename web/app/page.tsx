export default function Home() {
  return <h1>S3Mirror</h1>;
}
